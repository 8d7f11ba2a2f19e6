//! What a gzip reader is in the middle of.

use super::Step;
use super::fault::GzipFault;

#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    /// A member is due, or padding, or the file's end.
    Due {
        /// The member before, if its checksums do not fit and that was not reported yet.
        unfit: Option<Unfit>,
        /// Nothing was read since the member before.
        fresh: bool,
    },
    Body(Member),
    Trailer(Member),
    /// Looks for the beginning of a member. Everything before it was dealt with.
    Search(Search),
}

/// A member whose checksums do not fit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unfit {
    /// Where its trailer is.
    pub(super) trailer: u64,
    /// From where another member may begin, if this is not a trailer at all.
    pub(super) search_from: u64,
}

/// The member being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) begin: u64,
    /// Its text begins as text does.
    pub(super) text: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Search {
    /// The bytes that are passed over are handed out.
    pub(super) junk: bool,
    /// The fault to report if a member is found.
    pub(super) found: Option<(GzipFault, u64)>,
    /// The fault to report if none is found.
    pub(super) lost: Option<(GzipFault, u64)>,
    /// The file was cut off if none is found.
    pub(super) cut_off: bool,
    /// Where the next candidate may begin.
    pub(super) at: u64,
}

/// What came of one turn.
pub(super) enum Turn {
    Again,
    /// So many bytes from here on are needed, if there are that many.
    Need(usize),
    Step(Step),
}
