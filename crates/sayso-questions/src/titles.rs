//! Numbers in titles: "Fourteen dead at Pelgrave", "toll hits 31".

const WORDS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// Whether a title has the number `value`, in digits or as a word up to twenty.
pub(crate) fn has(title: &str, value: Option<f64>) -> bool {
    let Some(value) = value.filter(|v| *v >= 2.0) else {
        return false;
    };
    let plain: String = title.replace(',', "").to_lowercase();
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .any(|word| {
            let word = WORDS
                .iter()
                .position(|w| *w == word)
                .map_or_else(|| word.parse::<f64>().ok(), |n| Some(n as f64));
            word == Some(value)
        })
}

#[cfg(test)]
mod tests {
    use super::has;

    #[test]
    fn titles_give_numbers_as_digits_or_words() {
        assert!(has("Fourteen dead at Pelgrave", Some(14.0)));
        assert!(has("Toll passes 1,200", Some(1200.0)));
        assert!(!has("One dead", Some(1.0)), "one says too little");
        assert!(!has("No number", None));
    }
}
