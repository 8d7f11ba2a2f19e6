//! When work on a batch pauses, so that its thread can answer messages in between.

/// The longest time that work goes on without a pause, in milliseconds.
pub const TURN_MILLISECONDS: f64 = 30.0;

/// A clock, and a way to pause.
pub trait Pause {
    /// What can go wrong with a pause.
    type Error;

    /// Milliseconds since some moment.
    fn now(&self) -> f64;

    /// Pauses. `false` asks to stop.
    fn pause(&mut self) -> impl Future<Output = Result<bool, Self::Error>>;
}

/// The time since the last pause.
#[derive(Debug)]
pub struct Turn<P> {
    pause: P,
    began: f64,
}

impl<P: Pause> Turn<P> {
    /// Begins now.
    pub fn new(pause: P) -> Self {
        Self { began: pause.now(), pause }
    }

    /// Pauses if the turn is over, and then begins the next. `false` if the pause asked to stop.
    ///
    /// # Errors
    /// What [`Pause::pause`] reports.
    pub async fn should_continue(&mut self) -> Result<bool, P::Error> {
        if self.pause.now() - self.began < TURN_MILLISECONDS {
            return Ok(true);
        }
        let answer = self.pause.pause().await?;
        self.began = self.pause.now();
        Ok(answer)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::keys::now;

    /// A clock that moves on by `step` each time that it is read, and by `pause` with each pause.
    pub(crate) struct Ticks {
        pub time: Cell<f64>,
        pub step: f64,
        pub pause: f64,
        pub pauses: u32,
        /// The pause that asks to stop.
        pub last: u32,
    }

    impl Ticks {
        pub fn new(step: f64) -> Self {
            Self { time: Cell::new(1000.0), step, pause: 500.0, pauses: 0, last: u32::MAX }
        }
    }

    impl Pause for &mut Ticks {
        type Error = &'static str;

        fn now(&self) -> f64 {
            self.time.replace(self.time.get() + self.step)
        }

        fn pause(&mut self) -> impl Future<Output = Result<bool, &'static str>> {
            self.pauses += 1;
            self.time.set(self.time.get() + self.pause);
            std::future::ready(if self.pause < 0.0 { Err("no pause") } else { Ok(self.pauses < self.last) })
        }
    }

    #[test]
    fn a_turn_takes_thirty_milliseconds_and_no_pause() {
        // Milliseconds between two looks at the clock; pauses of a hundred looks.
        for (step, pauses) in [(0.0, 0), (0.29, 0), (0.5, 1), (1.0, 3), (10.0, 33), (29.9, 50), (30.0, 100)] {
            let mut clock = Ticks::new(step);
            let mut turn = Turn::new(&mut clock);
            for _ in 0..100 {
                assert_eq!(now(turn.should_continue()), Ok(true));
            }
            assert_eq!(clock.pauses, pauses, "{step} ms");
        }
    }

    #[test]
    fn a_pause_can_stop_the_work_or_fail() {
        let mut clock = Ticks { last: 2, ..Ticks::new(30.0) };
        let mut turn = Turn::new(&mut clock);
        assert_eq!(now(turn.should_continue()), Ok(true));
        assert_eq!(now(turn.should_continue()), Ok(false));
        let mut clock = Ticks { pause: -1.0, ..Ticks::new(30.0) };
        assert_eq!(now(Turn::new(&mut clock).should_continue()), Err("no pause"));
    }
}
