//! The bytes of a data file as text.

use std::io::Read;

use super::error::DataError;

/// More bytes than a file may have: 100,000 rows of 50 numbers of 17 digits fit.
const MAX_BYTES: usize = 128 << 20;

/// Reads the text of a file that messages call `file`, without a byte order mark.
///
/// # Errors
/// It cannot be read, is too large, is not UTF-8, or has nothing but blanks.
pub(super) fn text_of(reader: impl Read, file: &str) -> Result<String, DataError> {
    let mut bytes = Vec::new();
    reader
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|reason| DataError::Unreadable { file: file.to_owned(), reason })?;
    if bytes.len() > MAX_BYTES {
        return Err(DataError::TooLarge { file: file.to_owned(), limit: MAX_BYTES, what: "bytes" });
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64;
        DataError::NotUtf8 { file: file.to_owned(), line }
    })?;
    if text.trim().is_empty() {
        return Err(DataError::Empty { file: file.to_owned() });
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::text_of;

    #[test]
    fn a_byte_order_mark_is_left_out() {
        assert_eq!(text_of(&b"\xef\xbb\xbfa,y\n"[..], "f.csv").expect("it is text"), "a,y\n");
    }

    #[test]
    fn the_line_of_another_encoding_is_named() {
        let message = text_of(&b"a\nb\n\xe9\n"[..], "f.csv").unwrap_err().to_string();
        assert!(message.contains("f.csv, line 3: not UTF-8"), "{message}");
    }
}
