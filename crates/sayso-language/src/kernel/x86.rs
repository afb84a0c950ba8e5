//! Products for x86-64.

use super::float::LANES;
use super::panels::{self, Columns, Sums};
use super::{COLUMNS, ROWS, Tile, WIDE};
use std::arch::x86_64::*;

/// Sums of up to six rows against panels of layout (inputs / 2, 16 columns, 2): pairs of 16-bit products added to 32 bits.
///
/// # Safety
/// The processor must have AVX2; `a` must hold whole rows of `inputs`, an even number, and `panels` 16 × `inputs` weights once or twice.
#[target_feature(enable = "avx2")]
pub unsafe fn tile_avx2(a: &[i16], inputs: usize, panels: &[i8], tile: &mut Tile) {
    for (n, panel) in panels.chunks_exact(COLUMNS * inputs).enumerate() {
        // Safety: as above.
        unsafe {
            match a.len() / inputs {
                6 => rows_avx2::<6>(a, inputs, panel, n, tile),
                5 => rows_avx2::<5>(a, inputs, panel, n, tile),
                4 => rows_avx2::<4>(a, inputs, panel, n, tile),
                3 => rows_avx2::<3>(a, inputs, panel, n, tile),
                2 => rows_avx2::<2>(a, inputs, panel, n, tile),
                _ => rows_avx2::<1>(a, inputs, panel, n, tile),
            }
        }
    }
}

#[target_feature(enable = "avx2")]
unsafe fn rows_avx2<const R: usize>(
    a: &[i16],
    inputs: usize,
    panel: &[i8],
    n: usize,
    tile: &mut Tile,
) {
    assert!(a.len() == R * inputs && panel.len() == COLUMNS * inputs && R <= ROWS && n < WIDE);
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
        // Safety: a row of the tile is 32 sums, of which this panel's 16 begin at 16 n.
        unsafe {
            let sums = tile[r].as_mut_ptr().add(n * COLUMNS);
            _mm256_storeu_si256(sums.cast(), low[r]);
            _mm256_storeu_si256(sums.add(8).cast(), high[r]);
        }
    }
}

/// Sums of up to six rows of unsigned activations against panels of layout (inputs / 4, 16 columns, 4).
///
/// # Safety
/// The processor must have AVX-512 F, BW and VNNI; `a` must hold whole rows of `inputs`, a multiple of 4, and `panels` 16 × `inputs` weights
/// once or twice.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
pub unsafe fn tile_vnni(a: &[u8], inputs: usize, panels: &[i8], tile: &mut Tile) {
    let two = panels.len() == WIDE * COLUMNS * inputs;
    // Safety: as above.
    unsafe {
        match (a.len() / inputs, two) {
            (6, true) => rows_vnni::<6, 2>(a, inputs, panels, tile),
            (5, true) => rows_vnni::<5, 2>(a, inputs, panels, tile),
            (4, true) => rows_vnni::<4, 2>(a, inputs, panels, tile),
            (3, true) => rows_vnni::<3, 2>(a, inputs, panels, tile),
            (2, true) => rows_vnni::<2, 2>(a, inputs, panels, tile),
            (_, true) => rows_vnni::<1, 2>(a, inputs, panels, tile),
            (6, false) => rows_vnni::<6, 1>(a, inputs, panels, tile),
            (5, false) => rows_vnni::<5, 1>(a, inputs, panels, tile),
            (4, false) => rows_vnni::<4, 1>(a, inputs, panels, tile),
            (3, false) => rows_vnni::<3, 1>(a, inputs, panels, tile),
            (2, false) => rows_vnni::<2, 1>(a, inputs, panels, tile),
            (_, false) => rows_vnni::<1, 1>(a, inputs, panels, tile),
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
unsafe fn rows_vnni<const R: usize, const P: usize>(
    a: &[u8],
    inputs: usize,
    panels: &[i8],
    tile: &mut Tile,
) {
    assert!(
        a.len() == R * inputs && panels.len() == P * COLUMNS * inputs && R <= ROWS && P <= WIDE
    );
    // Twelve sums that do not wait for one another keep both multipliers busy.
    let mut sums = [[_mm512_setzero_si512(); P]; R];
    for p in 0..inputs / 4 {
        // Safety: 64 weights stand at 64 p of each panel, and four activations at 4 p of each row.
        unsafe {
            let mut w = [_mm512_setzero_si512(); P];
            for (n, w) in w.iter_mut().enumerate() {
                let at = panels.as_ptr().add(n * COLUMNS * inputs + p * 4 * COLUMNS);
                *w = _mm512_loadu_si512(at.cast());
            }
            for (r, sums) in sums.iter_mut().enumerate() {
                let four = a.as_ptr().add(r * inputs + 4 * p).cast::<i32>();
                let four = _mm512_set1_epi32(four.read_unaligned());
                for (sum, w) in sums.iter_mut().zip(w) {
                    *sum = _mm512_dpbusd_epi32(*sum, four, w);
                }
            }
        }
    }
    for (row, sums) in tile.iter_mut().zip(sums) {
        for (n, sum) in sums.into_iter().enumerate() {
            // Safety: a row of the tile is 32 sums, of which panel n's 16 begin at 16 n.
            unsafe { _mm512_storeu_si512(row.as_mut_ptr().add(n * COLUMNS).cast(), sum) };
        }
    }
}

/// Sums of eight rows of floats, `stride` apart, against a panel, over the depth in order.
///
/// # Safety
/// The processor must have AVX-512 F, and `a` eight rows as long as `panel`.
#[target_feature(enable = "avx512f")]
pub unsafe fn product_avx512(a: &[f32], stride: usize, panel: &[Columns]) -> Sums {
    let mut sums = [_mm512_setzero_ps(); panels::ROWS];
    for (k, b) in panel.iter().enumerate() {
        // Safety: `b` is 16 floats, and value k of row r stands at r × stride + k.
        unsafe {
            let b = _mm512_loadu_ps(b.as_ptr());
            for (r, sum) in sums.iter_mut().enumerate() {
                *sum = _mm512_fmadd_ps(_mm512_set1_ps(*a.as_ptr().add(r * stride + k)), b, *sum);
            }
        }
    }
    let mut out = [[0f32; LANES]; panels::ROWS];
    for (out, sum) in out.iter_mut().zip(sums) {
        // Safety: `out` is 16 floats.
        unsafe { _mm512_storeu_ps(out.as_mut_ptr(), sum) };
    }
    out
}

/// The same with AVX2, four rows after four.
///
/// # Safety
/// The processor must have AVX2 and FMA, and `a` eight rows as long as `panel`.
#[target_feature(enable = "avx2,fma")]
pub unsafe fn product_avx2(a: &[f32], stride: usize, panel: &[Columns]) -> Sums {
    const HALF: usize = panels::ROWS / 2;
    let mut out = [[0f32; LANES]; panels::ROWS];
    for first in [0, HALF] {
        let mut sums = [[_mm256_setzero_ps(); 2]; HALF];
        for (k, b) in panel.iter().enumerate() {
            // Safety: `b` is 16 floats, and value k of row r stands at r × stride + k.
            unsafe {
                let b = [
                    _mm256_loadu_ps(b.as_ptr()),
                    _mm256_loadu_ps(b.as_ptr().add(8)),
                ];
                for (r, sum) in sums.iter_mut().enumerate() {
                    let a = _mm256_set1_ps(*a.as_ptr().add((first + r) * stride + k));
                    sum[0] = _mm256_fmadd_ps(a, b[0], sum[0]);
                    sum[1] = _mm256_fmadd_ps(a, b[1], sum[1]);
                }
            }
        }
        for (out, sums) in out[first..first + HALF].iter_mut().zip(sums) {
            // Safety: `out` is 16 floats.
            unsafe {
                _mm256_storeu_ps(out.as_mut_ptr(), sums[0]);
                _mm256_storeu_ps(out.as_mut_ptr().add(8), sums[1]);
            }
        }
    }
    out
}

/// Sums of six rows of 16-bit weights against one or two panels of layout (depth / 2, 16 columns, 2).
///
/// # Safety
/// The processor must have AVX-512 F and VNNI; `a` must hold six rows of `depth`, an even number, and `panels` 16 × `depth` values once or twice.
#[target_feature(enable = "avx512f,avx512vnni")]
pub unsafe fn words_vnni(a: &[i16], depth: usize, panels: &[i16], tile: &mut Tile) {
    // Safety: as above.
    unsafe {
        if panels.len() == WIDE * COLUMNS * depth {
            store(sums_vnni::<2>(a, depth, panels), tile);
        } else {
            store(sums_vnni::<1>(a, depth, panels), tile);
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
unsafe fn store<const P: usize>(sums: [[__m512i; P]; ROWS], tile: &mut Tile) {
    for (row, sums) in tile.iter_mut().zip(sums) {
        for (n, sum) in sums.into_iter().enumerate() {
            // Safety: a row of the tile is 32 sums, of which panel n's 16 begin at 16 n.
            unsafe { _mm512_storeu_si512(row.as_mut_ptr().add(n * COLUMNS).cast(), sum) };
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512vnni")]
unsafe fn sums_vnni<const P: usize>(
    a: &[i16],
    depth: usize,
    panels: &[i16],
) -> [[__m512i; P]; ROWS] {
    assert!(a.len() == ROWS * depth && panels.len() == P * COLUMNS * depth);
    let mut sums = [[_mm512_setzero_si512(); P]; ROWS];
    for p in 0..depth / 2 {
        // Safety: 32 values stand at 32 p of each panel, and two of each row at 2 p.
        unsafe {
            let mut w = [_mm512_setzero_si512(); P];
            for (n, w) in w.iter_mut().enumerate() {
                let at = panels.as_ptr().add(n * COLUMNS * depth + p * 2 * COLUMNS);
                *w = _mm512_loadu_si512(at.cast());
            }
            for (r, sums) in sums.iter_mut().enumerate() {
                let two = a.as_ptr().add(r * depth + 2 * p).cast::<i32>();
                let two = _mm512_set1_epi32(two.read_unaligned());
                for (sum, w) in sums.iter_mut().zip(w) {
                    *sum = _mm512_dpwssd_epi32(*sum, two, w);
                }
            }
        }
    }
    sums
}

/// Sums of six rows, or of a multiple of it, against all panels of 16-bit keys, to floats, times a scale a key: row r to `out` at r × the number of
/// scales.
///
/// # Safety
/// The processor must have AVX-512 F and VNNI; `a` must hold whole blocks of six rows of `depth`, an even number, `panels` 16 × `depth` values for each 16
/// `scales`, and `out` a row as long as `scales` for each row of `a`.
#[target_feature(enable = "avx512f,avx512vnni")]
pub unsafe fn scores_vnni(
    a: &[i16],
    depth: usize,
    panels: &[i16],
    scales: &[f32],
    out: &mut [f32],
) {
    let size = COLUMNS * depth;
    for (p, two) in panels.chunks(WIDE * size).enumerate() {
        let at = p * WIDE * COLUMNS;
        let blocks = a.chunks_exact(ROWS * depth);
        for (a, out) in blocks.zip(out.chunks_exact_mut(ROWS * scales.len())) {
            // Safety: as above.
            unsafe {
                if two.len() == WIDE * size {
                    scale(sums_vnni::<2>(a, depth, two), scales, at, out);
                } else {
                    scale(sums_vnni::<1>(a, depth, two), scales, at, out);
                }
            }
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
unsafe fn scale<const P: usize>(
    sums: [[__m512i; P]; ROWS],
    scales: &[f32],
    at: usize,
    out: &mut [f32],
) {
    assert!(at + P * COLUMNS <= scales.len() && out.len() == ROWS * scales.len());
    for n in 0..P {
        // Safety: as just checked.
        unsafe {
            let by = _mm512_loadu_ps(scales.as_ptr().add(at + n * COLUMNS));
            for (r, sums) in sums.iter().enumerate() {
                let to = out.as_mut_ptr().add(r * scales.len() + at + n * COLUMNS);
                _mm512_storeu_ps(to, _mm512_mul_ps(_mm512_cvtepi32_ps(sums[n]), by));
            }
        }
    }
}

/// As [`words_vnni`].
///
/// # Safety
/// The processor must have AVX2; the rest as there.
#[target_feature(enable = "avx2")]
pub unsafe fn words_avx2(a: &[i16], depth: usize, panels: &[i16], tile: &mut Tile) {
    for (n, panel) in panels.chunks_exact(COLUMNS * depth).enumerate() {
        // Safety: as above; a row of the tile is 32 sums, of which panel n's 16 begin at 16 n.
        unsafe {
            for (row, sums) in tile.iter_mut().zip(sums_avx2(a, depth, panel)) {
                let to = row.as_mut_ptr().add(n * COLUMNS);
                _mm256_storeu_si256(to.cast(), sums[0]);
                _mm256_storeu_si256(to.add(8).cast(), sums[1]);
            }
        }
    }
}

#[inline]
#[target_feature(enable = "avx2")]
unsafe fn sums_avx2(a: &[i16], depth: usize, panel: &[i16]) -> [[__m256i; 2]; ROWS] {
    assert!(a.len() == ROWS * depth && panel.len() == COLUMNS * depth);
    let mut sums = [[_mm256_setzero_si256(); 2]; ROWS];
    for p in 0..depth / 2 {
        // Safety: 32 values stand at 32 p of the panel, and two of each row at 2 p.
        unsafe {
            let w = panel.as_ptr().add(p * 2 * COLUMNS);
            let w = [
                _mm256_loadu_si256(w.cast()),
                _mm256_loadu_si256(w.add(COLUMNS).cast()),
            ];
            for (r, sums) in sums.iter_mut().enumerate() {
                let two = a.as_ptr().add(r * depth + 2 * p).cast::<i32>();
                let two = _mm256_set1_epi32(two.read_unaligned());
                sums[0] = _mm256_add_epi32(sums[0], _mm256_madd_epi16(two, w[0]));
                sums[1] = _mm256_add_epi32(sums[1], _mm256_madd_epi16(two, w[1]));
            }
        }
    }
    sums
}

/// As [`scores_vnni`].
///
/// # Safety
/// The processor must have AVX2; the rest as there.
#[target_feature(enable = "avx2")]
pub unsafe fn scores_avx2(
    a: &[i16],
    depth: usize,
    panels: &[i16],
    scales: &[f32],
    out: &mut [f32],
) {
    assert!(panels.len() == scales.len() * depth);
    for (p, panel) in panels.chunks_exact(COLUMNS * depth).enumerate() {
        let blocks = a.chunks_exact(ROWS * depth);
        for (a, out) in blocks.zip(out.chunks_exact_mut(ROWS * scales.len())) {
            // Safety: as above; a row of `out` is as long as `scales`.
            unsafe {
                let by = scales.as_ptr().add(p * COLUMNS);
                for (r, sums) in sums_avx2(a, depth, panel).into_iter().enumerate() {
                    let to = out.as_mut_ptr().add(r * scales.len() + p * COLUMNS);
                    for (half, sum) in sums.into_iter().enumerate() {
                        let by = _mm256_loadu_ps(by.add(8 * half));
                        let product = _mm256_mul_ps(_mm256_cvtepi32_ps(sum), by);
                        _mm256_storeu_ps(to.add(8 * half), product);
                    }
                }
            }
        }
    }
}
