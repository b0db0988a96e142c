//! One direction of a connection: bytes come, and go on as they came.
//!
//! What has no rule in its way is written as soon as it was read. What has one is kept until its frame is
//! whole, as a rule may ask for anything in it. The [`Side`] decides, and is shown every frame.

use super::frame::{Cutter, Kind};
use bytes::{Bytes, BytesMut};
use std::io;
use std::ops::{ControlFlow, Range};
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// How much is read at once, and so about what a direction keeps in memory.
const CHUNK: usize = 64 << 10;
/// Room that is left of a chunk is read into down to this: small frames then share a chunk.
const LEAST: usize = 16 << 10;
/// A frame that a rule may be about is kept up to this length; a longer one passes.
const KEPT: usize = 16 << 20;
/// What is read behind a frame that waits for its ruling, so that the end of the connection is noticed.
const AHEAD: usize = 8 << 20;
/// A frame is shown whole up to this length. Of a longer one its beginning is.
const SHOWN: usize = 1 << 20;
/// What a beginning has at least: the head of any request, and what stands before a Produce's records.
const BEGINNING: usize = 4 << 10;

/// What is done with a frame whose head is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begin {
    /// It goes on as it comes.
    Pass,
    /// It is kept until it is whole, for [`Side::judge`].
    Keep,
    /// It goes on, and what follows it is not Kafka's protocol.
    PassAndGiveUp,
}

/// What becomes of a frame that was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ruling {
    /// It goes on.
    Pass,
    /// It ends here, and the connection with it.
    Cut,
    /// It goes on, and the connection ends after it.
    PassAndCut,
    /// It ends here, and the connection goes on without it.
    Drop,
}

/// A frame, its length field included.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// When its first byte was read.
    pub(super) at: Instant,
    /// Its bytes, shared with what was read; of a long frame its beginning.
    pub(super) pieces: Vec<Bytes>,
}

impl Frame {
    /// What keeping it costs, in bytes.
    pub(super) fn weight(&self) -> usize {
        self.pieces.iter().map(Bytes::len).sum()
    }

    /// As [`Frame::content`], and no more than so many bytes.
    pub(super) fn beginning(&self, most: usize) -> Bytes {
        let mut left = most;
        let pieces = self.pieces.iter().map(|piece| {
            let taken = piece.slice(..piece.len().min(left));
            left -= taken.len();
            taken
        });
        let pieces: Vec<Bytes> = pieces.take_while(|piece| !piece.is_empty()).collect();
        Frame { at: self.at, pieces }.content()
    }

    /// What follows the length field, in one piece; of a long frame its beginning.
    pub(super) fn content(&self) -> Bytes {
        let length = std::mem::size_of::<i32>();
        match self.pieces.as_slice() {
            [one] => one.slice(length.min(one.len())..),
            pieces => {
                let mut whole = BytesMut::with_capacity(self.weight());
                pieces.iter().for_each(|piece| whole.extend_from_slice(piece));
                whole.freeze().slice(length.min(self.weight())..)
            }
        }
    }
}

/// Who decides about a direction. `HEAD` is how many bytes of a frame, after its length, that takes.
pub(super) trait Side<const HEAD: usize> {
    /// A frame begins.
    fn begins(&mut self, head: [u8; HEAD], at: Instant) -> Begin;
    /// What becomes of a frame that was kept. Until this is told nothing of the direction goes on.
    fn judge(&mut self, frame: &Frame) -> impl Future<Output = Ruling> + Send;
    /// A frame is there whole, and goes on or not.
    fn whole(&mut self, frame: Frame, ruling: Ruling);
    /// Bytes that are no frame go on.
    fn unreadable(&mut self, count: usize);
    /// What goes out here, between two frames, before anything else does.
    fn insert(&mut self) -> Option<Bytes> {
        None
    }
    /// Returns when [`Side::insert`] may have something to give.
    fn woken(&mut self) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }
    /// So many bytes are about to be written: waits until some of them may be, and gives how many.
    ///
    /// # Errors
    /// Where none may any more: the connection ends.
    fn pace(&mut self, count: usize) -> impl Future<Output = io::Result<usize>> + Send;
}

/// Passes bytes on until `from` ends, which is passed on too, or a ruling ends the connection (`Break`).
///
/// # Errors
/// Where either side fails.
pub(super) async fn pump<const HEAD: usize>(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    side: &mut impl Side<HEAD>,
) -> io::Result<ControlFlow<()>> {
    let mut cutter = Cutter::<HEAD>::new();
    let mut buffer = BytesMut::new();
    let mut open = Open::new();
    loop {
        if buffer.is_empty() {
            if buffer.capacity() < LEAST {
                buffer.reserve(CHUNK);
            }
            if read(&mut from, &mut to, &mut buffer, open.size == 0, side).await? == 0 {
                // A frame that never became whole: the other side shall see what there was of it.
                side.unreadable(open.size);
                write(&mut to, &mut open.withheld, side).await?;
                to.shutdown().await?;
                return Ok(ControlFlow::Continue(()));
            }
        }
        let at = Instant::now();
        let chunk = buffer.split().freeze();
        // Bytes of the chunk before `start` were written or withheld, those before `here` looked at; at `begun`
        // begins what the chunk has of the frame under way.
        let (mut start, mut here, mut begun) = (0, 0, 0);
        while here < chunk.len() {
            if open.size == 0
                && let Some(inserted) = side.insert()
            {
                write_one(&mut to, chunk.slice(start..here), side).await?;
                start = here;
                write_one(&mut to, inserted, side).await?;
                continue;
            }
            let before = here;
            let cut = cutter.cut(&chunk[here..]);
            here += cut.taken;
            open.grow(cut.taken, at);
            match cut.kind {
                Kind::Opaque => {
                    side.unreadable(open.size);
                    write(&mut to, &mut open.withheld, side).await?;
                    open = Open::new();
                    begun = here;
                    continue;
                }
                Kind::Part => {}
                Kind::Head(head) => match side.begins(head, open.at.unwrap_or(at)) {
                    Begin::Pass => write(&mut to, &mut open.withheld, side).await?,
                    Begin::PassAndGiveUp => {
                        open.last = true;
                        write(&mut to, &mut open.withheld, side).await?;
                    }
                    Begin::Keep => open.kept = true,
                },
                Kind::Body => {
                    if open.kept && open.size > KEPT {
                        open.kept = false;
                        write(&mut to, &mut open.withheld, side).await?;
                    }
                }
            }
            if open.kept || cut.kind == Kind::Part {
                write_one(&mut to, chunk.slice(start..before), side).await?;
                open.withheld.push(chunk.slice(before..here));
                start = here;
            }
            if cut.ends {
                open.show(&chunk, begun..here, 0);
                begun = here;
                let done = std::mem::replace(&mut open, Open::new());
                if done.last {
                    cutter.give_up();
                }
                let (frame, kept, mut withheld) = done.frame(at);
                let ruling = match kept {
                    false => Ruling::Pass,
                    true => ruling(&frame, side, &mut from, &mut buffer).await,
                };
                side.whole(frame, ruling);
                if ruling == Ruling::Cut {
                    return Ok(ControlFlow::Break(()));
                }
                if ruling != Ruling::Drop {
                    write(&mut to, &mut withheld, side).await?;
                }
                if ruling == Ruling::PassAndCut {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        open.show(&chunk, begun..chunk.len(), cutter.remaining());
        write_one(&mut to, chunk.slice(start..), side).await?;
    }
}

/// Reads what comes, and gives how much: none at the end. `between` two frames, what is to be inserted goes out
/// meanwhile.
async fn read<const HEAD: usize>(
    from: &mut OwnedReadHalf,
    to: &mut OwnedWriteHalf,
    buffer: &mut BytesMut,
    between: bool,
    side: &mut impl Side<HEAD>,
) -> io::Result<usize> {
    loop {
        while between && let Some(inserted) = side.insert() {
            write_one(to, inserted, side).await?;
        }
        tokio::select! {
            biased;
            () = side.woken(), if between => {}
            count = from.read_buf(buffer) => return count,
        }
    }
}

/// Waits for the ruling on a frame. Where the sender leaves meanwhile, the frame ends here.
async fn ruling<const HEAD: usize>(
    frame: &Frame,
    side: &mut impl Side<HEAD>,
    from: &mut OwnedReadHalf,
    ahead: &mut BytesMut,
) -> Ruling {
    let judged = side.judge(frame);
    tokio::pin!(judged);
    loop {
        tokio::select! {
            biased;
            ruling = &mut judged => return ruling,
            read = from.read_buf(ahead), if ahead.len() < AHEAD => match read {
                Ok(0) | Err(_) => return Ruling::Cut,
                Ok(_) => {}
            },
        }
    }
}

async fn write<const HEAD: usize>(
    to: &mut OwnedWriteHalf,
    withheld: &mut Vec<Bytes>,
    side: &mut impl Side<HEAD>,
) -> io::Result<()> {
    for piece in withheld.drain(..) {
        write_one(to, piece, side).await?;
    }
    Ok(())
}

async fn write_one<const HEAD: usize>(
    to: &mut OwnedWriteHalf,
    mut bytes: Bytes,
    side: &mut impl Side<HEAD>,
) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = side.pace(bytes.len()).await?.min(bytes.len());
        to.write_all(&bytes.split_to(count)).await?;
    }
    Ok(())
}

/// The frame that is under way.
struct Open {
    at: Option<Instant>,
    shown: Vec<Bytes>,
    size: usize,
    /// What was not written yet: of a head that is not whole, or of a frame that is kept.
    withheld: Vec<Bytes>,
    kept: bool,
    /// No frame comes after this one.
    last: bool,
}

impl Open {
    fn new() -> Open {
        Open { at: None, shown: Vec::new(), size: 0, withheld: Vec::new(), kept: false, last: false }
    }

    fn grow(&mut self, count: usize, at: Instant) {
        self.at.get_or_insert(at);
        self.size += count;
    }

    /// Keeps what a chunk has of the frame, in one piece: most frames then are one. Of a frame that gets too long
    /// with the `remaining` bytes that are to come, no more than a beginning.
    fn show(&mut self, chunk: &Bytes, range: Range<usize>, remaining: usize) {
        let kept: usize = self.shown.iter().map(Bytes::len).sum();
        let wanted = kept < BEGINNING || self.size + remaining <= SHOWN;
        if wanted && !range.is_empty() {
            self.shown.push(chunk.slice(range));
        }
    }

    fn frame(self, at: Instant) -> (Frame, bool, Vec<Bytes>) {
        let frame = Frame { at: self.at.unwrap_or(at), pieces: self.shown };
        (frame, self.kept, self.withheld)
    }
}
