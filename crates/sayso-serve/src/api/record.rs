//! What is given: the records of the command line's JSON, with their schema.

mod claim;
mod question;
mod report;
mod small;

pub use claim::ClaimRecord;
pub use question::{Answer, QuestionRecord, QuestionSummary, Relation};
pub use report::{Copied, ReadingRecord, ReportRecord};
pub use small::{
    ActorRecord, ActorSummary, DecisionRecord, HitRecord, Hits, RejectedRecord, Status,
};
