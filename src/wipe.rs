//! Memory with secrets in it: what grows wipes the place that it leaves, which `Vec` and `String` do not do.

use zeroize::Zeroize;

/// The fewest bytes that are taken at once.
const FEWEST: usize = 64;

/// Makes room for so many bytes in all.
pub(crate) fn reserve(bytes: &mut Vec<u8>, needed: usize) {
    if needed > bytes.capacity() {
        let mut larger = Vec::with_capacity(needed.max(bytes.capacity() * 2).max(FEWEST));
        larger.extend_from_slice(bytes);
        bytes.zeroize();
        *bytes = larger;
    }
}

/// The same for a text.
pub(crate) fn reserve_text(text: &mut String, needed: usize) {
    if needed > text.capacity() {
        let mut larger = String::with_capacity(needed.max(text.capacity() * 2).max(FEWEST));
        larger.push_str(text);
        text.zeroize();
        *text = larger;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_grows_by_half_at_least_and_what_is_there_stays() {
        let (mut bytes, mut text) = (Vec::new(), String::new());
        for needed in [1, 64, 65, 100, 1000] {
            reserve(&mut bytes, needed);
            reserve_text(&mut text, needed);
            assert!(bytes.capacity() >= needed && text.capacity() >= needed);
            let (room, room_of_text) = (bytes.capacity(), text.capacity());
            bytes.resize(needed, b'x');
            text.extend(std::iter::repeat_n('x', needed - text.len()));
            assert_eq!((bytes.capacity(), text.capacity()), (room, room_of_text), "nothing moved");
        }
        reserve(&mut bytes, 1001);
        assert!(bytes.capacity() >= 2000);
        assert_eq!((bytes, text), (vec![b'x'; 1000], "x".repeat(1000)));
    }
}
