//! A hash of 64 bits that is the same on every machine and in every version: signatures are stored.

use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a over the bytes, then mixed, so that the smallest of many hashes are a fair sample.
pub fn bytes(bytes: &[u8]) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for &b in bytes {
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(h)
}

/// Two hashes made one; the order counts.
pub fn join(a: u64, b: u64) -> u64 {
    mix(a.rotate_left(23) ^ b.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn mix(mut h: u64) -> u64 {
    h = (h ^ (h >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    h = (h ^ (h >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ (h >> 31)
}

/// For maps whose keys are such hashes already.
#[derive(Default)]
pub struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.0 = join(self.0, u64::from(b));
        }
    }
    fn write_u64(&mut self, h: u64) {
        self.0 = h;
    }
    fn write_u32(&mut self, h: u32) {
        self.0 = mix(u64::from(h));
    }
}

pub type Map<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<AsIs>>;

#[cfg(test)]
mod tests {
    #[test]
    fn never_changes() {
        assert_eq!(super::bytes(b"ferry"), 3_790_287_060_739_177_550);
        assert_ne!(super::join(1, 2), super::join(2, 1));
    }
}
