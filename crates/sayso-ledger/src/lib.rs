//! Claims to questions: the store.
