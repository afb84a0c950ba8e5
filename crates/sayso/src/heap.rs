//! Memory of a program that runs for weeks. Each thread that reads takes large buffers for a moment; glibc keeps what they leave, once for each of up to eight
//! arenas a core, and raises the size from which it would give buffers back. With two arenas and a fixed bound what is not in use goes back to the system.

/// Settings of glibc's allocator (mallopt(3)): it takes them from the environment when a program starts.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const SETTINGS: [(&str, &str); 2] = [
    ("MALLOC_ARENA_MAX", "2"),
    ("MALLOC_MMAP_THRESHOLD_", "262144"),
];

/// Starts this program anew in the same process with these settings, unless the environment already says something of them. Where that cannot be done, it goes on
/// without.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn settle() {
    use std::os::unix::process::CommandExt;
    let is_set = |name: &str| std::env::var_os(name).is_some();
    if is_set("GLIBC_TUNABLES") || SETTINGS.iter().any(|(name, _)| is_set(name)) {
        return;
    }
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let mut args = std::env::args_os();
    let mut again = std::process::Command::new(program);
    if let Some(name) = args.next() {
        again.arg0(name);
    }
    // Gives back only an error.
    let _ = again.args(args).envs(SETTINGS).exec();
}

/// Other systems' allocators are left as they are.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn settle() {}
