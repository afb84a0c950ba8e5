//! Numbers, words and names out of a seed.

/// Draws the same whenever the seed is the same.
pub struct Dice(u64);

const PARTS: [&str; 32] = [
    "var", "nol", "ket", "mi", "sor", "rel", "da", "bru", "tan", "vis", "ol", "pek", "hu", "zar",
    "lim", "gos", "fen", "wu", "chi", "bel", "mor", "ath", "dy", "qua", "ser", "ind", "lo", "pra",
    "nes", "tu", "jan", "ori",
];

impl Dice {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66);
        dice.below(2);
        dice.below(2);
        dice
    }

    /// Less than `below`.
    pub fn below(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let mixed = (self.0 ^ (self.0 >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed >> 33) % below.max(1)
    }

    /// Less than `below`, small numbers far more often: as words and names are used.
    pub fn rank(&mut self, below: u64) -> u64 {
        let part = self.below(1 << 20) as f64 / f64::from(1 << 20);
        ((below as f64 + 1.0).powf(part) - 1.0) as u64
    }

    /// A name of four or five syllables, so that two events seldom share one.
    pub fn name(&mut self) -> String {
        let mut name = String::new();
        for _ in 0..4 + self.below(2) {
            name.push_str(PARTS[self.below(32) as usize]);
        }
        name[..1].to_uppercase() + &name[1..]
    }

    /// One of some 800 given names.
    pub fn given(&mut self) -> String {
        let n = self.rank(800);
        let mut own = Dice::new(n + 77);
        let mut name = String::new();
        for _ in 0..2 {
            name.push_str(PARTS[own.below(32) as usize]);
        }
        name[..1].to_uppercase() + &name[1..]
    }

    /// A word, the common ones often.
    pub fn word(&mut self) -> String {
        const COMMON: [&str; 12] = [
            "the", "of", "to", "in", "and", "a", "was", "for", "on", "that", "by", "with",
        ];
        let n = self.rank(30_000);
        if n < 12 {
            return COMMON[n as usize].to_owned();
        }
        let mut own = Dice::new(n + 9_000_000);
        let syllables = 2 + own.below(3);
        (0..syllables)
            .map(|_| PARTS[own.below(32) as usize])
            .collect()
    }
}
