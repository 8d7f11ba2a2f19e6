//! Which implementation does the cryptography where there are several: a kernel in WebAssembly and the
//! platform's own.
//!
//! Which of them is faster at RSA depends on browser and processor. So a [`Race`] times both with
//! operations that have to be done anyway, and then stays with the faster one.

/// Which implementations may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Allowed {
    /// Both: the faster one is used.
    #[default]
    Both,
    /// The platform's cryptography alone.
    Platform,
    /// WebAssembly alone.
    Wasm,
}

impl Allowed {
    /// Whether a kernel may be used.
    #[must_use]
    pub fn kernel(self) -> bool {
        self != Self::Platform
    }

    /// Whether the platform's cryptography may be used.
    #[must_use]
    pub fn platform(self) -> bool {
        self != Self::Wasm
    }
}

/// What can do an RSA private operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    /// A kernel: RSA arithmetic in a WebAssembly module of its own.
    Kernel,
    /// The platform: `crypto.subtle` or `node:crypto`.
    Platform,
    /// The `rsa` crate, which is always there.
    Portable,
}

/// What takes part in a race.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entrants {
    /// A kernel has the key.
    pub kernel: bool,
    /// The platform has the key.
    pub platform: bool,
    /// The platform is known to be faster, and the kernel is used only where the platform is missing.
    pub kernel_in_reserve: bool,
}

/// Operations until the kernel is judged: engines compile a module twice, and only the second result is fast.
const KERNEL_TRIES: u32 = 12;
/// Operations until the platform is judged.
const PLATFORM_TRIES: u32 = 4;

/// How fast a runner was so far.
#[derive(Clone, Copy, Debug)]
struct Times {
    operations: u32,
    /// The minimum in milliseconds: what slows an operation down is not the runner's doing.
    fastest: f64,
}

impl Times {
    const NONE: Self = Self { operations: 0, fastest: f64::INFINITY };
}

/// A race between a kernel and the platform, with one private key.
#[derive(Clone, Copy, Debug)]
pub struct Race {
    entrants: Entrants,
    kernel: Times,
    platform: Times,
}

impl Race {
    /// A race that has not begun.
    #[must_use]
    pub fn new(entrants: Entrants) -> Self {
        Self { entrants, kernel: Times::NONE, platform: Times::NONE }
    }

    /// The runner of the next operation.
    #[must_use]
    pub fn next(&self) -> Runner {
        match self.entrants {
            Entrants { kernel: false, platform: false, .. } => Runner::Portable,
            Entrants { kernel: true, platform: false, .. } => Runner::Kernel,
            Entrants { kernel: false, platform: true, .. } | Entrants { kernel_in_reserve: true, .. } => {
                Runner::Platform
            }
            // The platform first: a module that an engine compiled in a hurry takes ten times as long, and
            // somebody waits for the first record.
            _ if self.platform.operations < PLATFORM_TRIES => Runner::Platform,
            _ if self.kernel.operations < KERNEL_TRIES => Runner::Kernel,
            _ if self.kernel.fastest <= self.platform.fastest => Runner::Kernel,
            _ => Runner::Platform,
        }
    }

    /// Notes how many milliseconds an operation took. The portable runner is not in the race.
    pub fn took(&mut self, runner: Runner, milliseconds: f64) {
        let times = match runner {
            Runner::Kernel => &mut self.kernel,
            Runner::Platform => &mut self.platform,
            Runner::Portable => return,
        };
        times.operations += 1;
        times.fastest = times.fastest.min(milliseconds);
    }

    /// How many operations were timed.
    #[must_use]
    pub fn operations(&self) -> u32 {
        self.kernel.operations + self.platform.operations
    }

    /// The fewest milliseconds that an operation took with this runner; `None` if it did none.
    #[must_use]
    pub fn fastest(&self, runner: Runner) -> Option<f64> {
        let times = match runner {
            Runner::Kernel => self.kernel,
            Runner::Platform => self.platform,
            Runner::Portable => return None,
        };
        (times.operations > 0).then_some(times.fastest)
    }
}

/// From how many bytes AES-GCM is left to `crypto.subtle`, unless a caller says otherwise. A call takes
/// about 0.1 ms and its arithmetic is faster; `cargo xtask bench` measures both.
pub const LARGE_FIELD: usize = 16 * 1024;
/// The same where the platform answers at once (`node:crypto`), which takes about 15 µs.
const LARGE_FIELD_AT_ONCE: usize = 1024;

/// What decrypts a field with AES-GCM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GcmRunner {
    /// The platform, by a call that answers at once.
    AtOnce,
    /// `crypto.subtle`, by a call that answers later.
    Subtle,
    /// The `aes-gcm` crate.
    Portable,
}

/// What decrypts a field of so many bytes, its tag included. `answers_at_once` says whether the platform does;
/// `large` is the size from which `crypto.subtle` is used.
#[must_use]
pub fn gcm_runner(bytes: usize, allowed: Allowed, answers_at_once: bool, large: usize) -> GcmRunner {
    if allowed.platform() && answers_at_once && bytes >= LARGE_FIELD_AT_ONCE {
        GcmRunner::AtOnce
    } else if allowed.platform() && bytes >= large {
        GcmRunner::Subtle
    } else {
        GcmRunner::Portable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The runners of so many operations, if each takes what `milliseconds` says.
    fn run(race: &mut Race, operations: usize, milliseconds: impl Fn(Runner) -> f64) -> Vec<Runner> {
        let operation = |_| {
            let runner = race.next();
            race.took(runner, milliseconds(runner));
            runner
        };
        (0..operations).map(operation).collect()
    }

    fn both() -> Race {
        Race::new(Entrants { kernel: true, platform: true, kernel_in_reserve: false })
    }

    #[test]
    fn the_platform_runs_four_operations_then_the_kernel_twelve_then_the_faster_one() {
        for (kernel, platform, winner) in [
            (1.0, 2.0, Runner::Kernel),
            (2.0, 1.0, Runner::Platform),
            // A tie goes to the kernel, which waits for no other thread.
            (1.5, 1.5, Runner::Kernel),
            (1.5, 1.499, Runner::Platform),
        ] {
            let mut race = both();
            let runners = run(&mut race, 40, |runner| if runner == Runner::Kernel { kernel } else { platform });
            assert_eq!(runners[..4], [Runner::Platform; 4]);
            assert_eq!(runners[4..16], [Runner::Kernel; 12]);
            assert_eq!(runners[16..], [winner; 24], "{kernel} ms against {platform} ms");
            assert_eq!(race.operations(), 40);
            assert_eq!(race.fastest(Runner::Kernel), Some(kernel));
            assert_eq!(race.fastest(Runner::Platform), Some(platform));
        }
    }

    #[test]
    fn the_fastest_operation_counts_and_not_the_last() {
        let mut race = both();
        for milliseconds in [9.0, 3.0, 8.0, 8.0] {
            race.took(Runner::Platform, milliseconds);
        }
        // As when the engine's second compiler finishes at the end.
        for operation in 0..KERNEL_TRIES {
            race.took(Runner::Kernel, if operation + 1 == KERNEL_TRIES { 2.0 } else { 20.0 });
        }
        assert_eq!(race.next(), Runner::Kernel);
        // The loser wins once it was faster.
        race.took(Runner::Platform, 1.0);
        assert_eq!(race.next(), Runner::Platform);
        assert_eq!((race.fastest(Runner::Kernel), race.fastest(Runner::Platform)), (Some(2.0), Some(1.0)));
    }

    #[test]
    fn a_runner_that_is_alone_always_runs() {
        for (kernel, platform, kernel_in_reserve, runner) in [
            (false, false, false, Runner::Portable),
            (false, false, true, Runner::Portable),
            (true, false, false, Runner::Kernel),
            (true, false, true, Runner::Kernel),
            (false, true, false, Runner::Platform),
            (false, true, true, Runner::Platform),
            (true, true, true, Runner::Platform),
        ] {
            let entrants = Entrants { kernel, platform, kernel_in_reserve };
            let mut race = Race::new(entrants);
            let slow = |_| 100.0;
            assert_eq!(run(&mut race, 30, slow), [runner; 30], "{entrants:?}");
            let timed = if runner == Runner::Portable { 0 } else { 30 };
            assert_eq!(race.operations(), timed, "{entrants:?}");
            assert_eq!(race.fastest(Runner::Portable), None);
        }
        assert_eq!((both().fastest(Runner::Kernel), both().fastest(Runner::Platform)), (None, None));
    }

    #[test]
    fn what_is_allowed_is_used() {
        for (allowed, kernel, platform) in
            [(Allowed::Both, true, true), (Allowed::Platform, false, true), (Allowed::Wasm, true, false)]
        {
            assert_eq!((allowed.kernel(), allowed.platform()), (kernel, platform), "{allowed:?}");
        }
    }

    #[test]
    fn large_fields_are_left_to_the_platform() {
        use GcmRunner::{AtOnce, Portable, Subtle};
        for (bytes, allowed, answers_at_once, runner) in [
            (16_383, Allowed::Both, false, Portable),
            (16_384, Allowed::Both, false, Subtle),
            (LARGE_FIELD, Allowed::Platform, false, Subtle),
            (LARGE_FIELD, Allowed::Wasm, false, Portable),
            (1023, Allowed::Both, true, Portable),
            (1024, Allowed::Both, true, AtOnce),
            (LARGE_FIELD, Allowed::Platform, true, AtOnce),
            (LARGE_FIELD, Allowed::Wasm, true, Portable),
        ] {
            let chosen = gcm_runner(bytes, allowed, answers_at_once, LARGE_FIELD);
            assert_eq!(chosen, runner, "{bytes} bytes, {allowed:?}, at once: {answers_at_once}");
        }
        assert_eq!(gcm_runner(10, Allowed::Both, false, 10), Subtle);
        assert_eq!(gcm_runner(9, Allowed::Both, false, 10), Portable);
    }
}
