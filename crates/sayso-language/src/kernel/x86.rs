//! The product for x86-64.

use super::{COLUMNS, ROWS};
use std::arch::x86_64::*;

/// Sums of up to six rows against one panel of layout (inputs / 2, 16 columns, 2): pairs of 16-bit products added to 32 bits.
///
/// # Safety
/// The processor must have AVX2; `a` must hold whole rows of `inputs`, an even number, and `panel` 16 × `inputs` weights.
#[target_feature(enable = "avx2")]
pub unsafe fn tile_avx2(a: &[i16], inputs: usize, panel: &[i8], tile: &mut [[i32; COLUMNS]; ROWS]) {
    // Safety: as above.
    unsafe {
        match a.len() / inputs {
            6 => rows_avx2::<6>(a, inputs, panel, tile),
            5 => rows_avx2::<5>(a, inputs, panel, tile),
            4 => rows_avx2::<4>(a, inputs, panel, tile),
            3 => rows_avx2::<3>(a, inputs, panel, tile),
            2 => rows_avx2::<2>(a, inputs, panel, tile),
            _ => rows_avx2::<1>(a, inputs, panel, tile),
        }
    }
}

#[target_feature(enable = "avx2")]
unsafe fn rows_avx2<const R: usize>(
    a: &[i16],
    inputs: usize,
    panel: &[i8],
    tile: &mut [[i32; COLUMNS]; ROWS],
) {
    debug_assert!(a.len() == R * inputs && panel.len() == COLUMNS * inputs && R <= ROWS);
    let mut low = [_mm256_setzero_si256(); R];
    let mut high = [_mm256_setzero_si256(); R];
    for p in 0..inputs / 2 {
        // Safety: 32 weights stand at 32 p, and two activations at 2 p of each row.
        unsafe {
            let w = panel.as_ptr().add(p * 2 * COLUMNS);
            let w0 = _mm256_cvtepi8_epi16(_mm_loadu_si128(w.cast()));
            let w1 = _mm256_cvtepi8_epi16(_mm_loadu_si128(w.add(COLUMNS).cast()));
            for r in 0..R {
                let pair = _mm256_set1_epi32(
                    a.as_ptr()
                        .add(r * inputs + 2 * p)
                        .cast::<i32>()
                        .read_unaligned(),
                );
                low[r] = _mm256_add_epi32(low[r], _mm256_madd_epi16(pair, w0));
                high[r] = _mm256_add_epi32(high[r], _mm256_madd_epi16(pair, w1));
            }
        }
    }
    for r in 0..R {
        // Safety: a row of the tile is 16 sums.
        unsafe {
            _mm256_storeu_si256(tile[r].as_mut_ptr().cast(), low[r]);
            _mm256_storeu_si256(tile[r].as_mut_ptr().add(8).cast(), high[r]);
        }
    }
}

/// Sums of up to six rows of unsigned activations against one panel of layout (inputs / 4, 16 columns, 4).
///
/// # Safety
/// The processor must have AVX-512 F, BW and VNNI; `a` must hold whole rows of `inputs`, a multiple of 4, and `panel` 16 × `inputs` weights.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
pub unsafe fn tile_vnni(a: &[u8], inputs: usize, panel: &[i8], tile: &mut [[i32; COLUMNS]; ROWS]) {
    // Safety: as above.
    unsafe {
        match a.len() / inputs {
            6 => rows_vnni::<6>(a, inputs, panel, tile),
            5 => rows_vnni::<5>(a, inputs, panel, tile),
            4 => rows_vnni::<4>(a, inputs, panel, tile),
            3 => rows_vnni::<3>(a, inputs, panel, tile),
            2 => rows_vnni::<2>(a, inputs, panel, tile),
            _ => rows_vnni::<1>(a, inputs, panel, tile),
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
unsafe fn rows_vnni<const R: usize>(
    a: &[u8],
    inputs: usize,
    panel: &[i8],
    tile: &mut [[i32; COLUMNS]; ROWS],
) {
    debug_assert!(a.len() == R * inputs && panel.len() == COLUMNS * inputs && R <= ROWS);
    // Two sums a row, taken in turn: one alone would wait for itself.
    let mut even = [_mm512_setzero_si512(); R];
    let mut odd = [_mm512_setzero_si512(); R];
    let steps = inputs / 4;
    let mut p = 0;
    while p + 1 < steps {
        // Safety: 64 weights stand at 64 p and at 64 (p + 1), and four activations at 4 p and 4 (p + 1) of each row.
        unsafe {
            let w0 = _mm512_loadu_si512(panel.as_ptr().add(p * 4 * COLUMNS).cast());
            let w1 = _mm512_loadu_si512(panel.as_ptr().add((p + 1) * 4 * COLUMNS).cast());
            for r in 0..R {
                let at = a.as_ptr().add(r * inputs + 4 * p).cast::<i32>();
                even[r] = _mm512_dpbusd_epi32(even[r], _mm512_set1_epi32(at.read_unaligned()), w0);
                odd[r] =
                    _mm512_dpbusd_epi32(odd[r], _mm512_set1_epi32(at.add(1).read_unaligned()), w1);
            }
        }
        p += 2;
    }
    if p < steps {
        // Safety: as above, for the last step of an odd number.
        unsafe {
            let w = _mm512_loadu_si512(panel.as_ptr().add(p * 4 * COLUMNS).cast());
            for (r, sum) in even.iter_mut().enumerate() {
                let at = a.as_ptr().add(r * inputs + 4 * p).cast::<i32>();
                *sum = _mm512_dpbusd_epi32(*sum, _mm512_set1_epi32(at.read_unaligned()), w);
            }
        }
    }
    for r in 0..R {
        // Safety: a row of the tile is 16 sums.
        unsafe {
            _mm512_storeu_si512(
                tile[r].as_mut_ptr().cast(),
                _mm512_add_epi32(even[r], odd[r]),
            )
        };
    }
}
