//! Products with the tiles of AMX: 16 rows by 64 bytes at a time, on the same packed weights as VNNI.

use super::{COLUMNS, WIDE};
use std::arch::asm;

/// Rows that one step takes: two tiles.
pub const ROWS: usize = 32;
/// Inputs that one tile takes.
pub const DEPTH: usize = 64;
/// Sums of one step.
pub type Tile = [[i32; WIDE * COLUMNS]; ROWS];

/// How the eight tiles are shaped: all of 16 rows by 64 bytes.
#[repr(C, align(64))]
struct Shapes {
    palette: u8,
    start: u8,
    reserved: [u8; 14],
    columns: [u16; 16],
    rows: [u8; 16],
}

static SHAPES: Shapes = Shapes {
    palette: 1,
    start: 0,
    reserved: [0; 14],
    columns: [64, 64, 64, 64, 64, 64, 64, 64, 0, 0, 0, 0, 0, 0, 0, 0],
    rows: [16, 16, 16, 16, 16, 16, 16, 16, 0, 0, 0, 0, 0, 0, 0, 0],
};

/// Whether the processor has int8 tiles and the system lets this program use them, which it is asked for here.
pub fn is_here() -> bool {
    if std::arch::x86_64::__cpuid_count(0, 0).eax < 7 {
        return false;
    }
    let found = std::arch::x86_64::__cpuid_count(7, 0).edx;
    let has = |bit: u32| found >> bit & 1 == 1;
    has(24) && has(25) && allowed()
}

/// Asks Linux for the tiles' state, for all threads of this program.
#[cfg(target_os = "linux")]
fn allowed() -> bool {
    const ARCH_PRCTL: i64 = 158;
    const ARCH_REQ_XCOMP_PERM: i64 = 0x1023;
    const TILE_DATA: i64 = 18;
    let result: i64;
    // Safety: the call changes nothing but what this program may use; a kernel that does not know it says so.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") ARCH_PRCTL => result,
            in("rdi") ARCH_REQ_XCOMP_PERM,
            in("rsi") TILE_DATA,
            lateout("rcx") _,
            lateout("r11") _,
            options(nostack),
        );
    }
    result == 0
}

#[cfg(not(target_os = "linux"))]
fn allowed() -> bool {
    false
}

/// Shapes the tiles of this thread, for as long as it lives.
pub struct Tiles(());

impl Tiles {
    /// # Safety
    /// [`is_here`] must have said yes.
    pub unsafe fn new() -> Tiles {
        // Safety: the shapes are those of palette 1.
        unsafe { asm!("ldtilecfg [{}]", in(reg) &raw const SHAPES, options(nostack)) };
        Tiles(())
    }

    /// Sums of 32 rows of unsigned activations against one or two panels of layout (inputs / 4, 16 columns, 4); with one panel the right half
    /// of the sums repeats the left.
    pub fn product(&self, a: &[u8], inputs: usize, panels: &[i8], tile: &mut Tile) {
        let size = COLUMNS * inputs;
        assert!(
            inputs > 0
                && inputs.is_multiple_of(DEPTH)
                && a.len() == ROWS * inputs
                && (panels.len() == size || panels.len() == 2 * size)
        );
        let second = panels.len() - size;
        // Safety: `self` says that the tiles are there and shaped; each of the inputs / 64 steps reads 64 bytes of 32 rows, and 16 rows of 64
        // weights of each panel; a row of the sums is 128 bytes.
        unsafe {
            asm!(
                "tilezero tmm0",
                "tilezero tmm1",
                "tilezero tmm2",
                "tilezero tmm3",
                "2:",
                "tileloadd tmm4, [{a} + {stride}]",
                "tileloadd tmm6, [{b} + {line}]",
                "tdpbusd tmm0, tmm4, tmm6",
                "tileloadd tmm7, [{c} + {line}]",
                "tdpbusd tmm1, tmm4, tmm7",
                "tileloadd tmm5, [{d} + {stride}]",
                "tdpbusd tmm2, tmm5, tmm6",
                "tdpbusd tmm3, tmm5, tmm7",
                "add {a}, 64",
                "add {d}, 64",
                "add {b}, 1024",
                "add {c}, 1024",
                "dec {steps}",
                "jnz 2b",
                "add {line}, {line}",
                "tilestored [{out} + {line}], tmm0",
                "tilestored [{out} + {line} + 64], tmm1",
                "tilestored [{low} + {line}], tmm2",
                "tilestored [{low} + {line} + 64], tmm3",
                a = inout(reg) a.as_ptr() => _,
                d = inout(reg) a.as_ptr().add(16 * inputs) => _,
                b = inout(reg) panels.as_ptr() => _,
                c = inout(reg) panels.as_ptr().add(second) => _,
                steps = inout(reg) inputs / DEPTH => _,
                stride = in(reg) inputs,
                line = inout(reg) 64usize => _,
                out = in(reg) tile.as_mut_ptr(),
                low = in(reg) tile.as_mut_ptr().add(16),
                out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
                options(nostack),
            );
        }
    }
}

impl Drop for Tiles {
    fn drop(&mut self) {
        // Safety: gives the tiles back, which `new` has shaped.
        unsafe { asm!("tilerelease", options(nostack)) };
    }
}
