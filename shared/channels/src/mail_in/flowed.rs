//! `format=flowed`: lines that a mail program broke where its window ended (RFC 3676).

/// The text with its soft breaks taken out. `spaces_go` is the parameter `DelSp=yes`.
pub(super) fn joined(text: &str, spaces_go: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // How deep the line is quoted that the next may go on from.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let content = line.trim_start_matches('>');
        let depth = line.len() - content.len();
        let content = content.strip_prefix(' ').unwrap_or(content);
        if open != Some(depth) {
            if !out.is_empty() {
                out.push('\n');
            }
            out.extend(std::iter::repeat_n('>', depth.min(9)));
            if depth > 0 {
                out.push(' ');
            }
        }
        // "-- " ends with a space and is a line of its own all the same.
        let soft = content.ends_with(' ') && content != "-- ";
        out.push_str(if soft && spaces_go { content.strip_suffix(' ').unwrap_or(content) } else { content });
        open = soft.then_some(depth);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn broken_lines_are_joined_and_quotes_stay_apart() {
        let text = "She is ill and \nwill be back \non Monday.\n\n> Ava is not \n> marked\n from here\n-- \nJane";
        assert_eq!(joined(text, false), "She is ill and will be back on Monday.\n\n> Ava is not marked\nfrom here\n-- \nJane");
    }

    #[test]
    fn where_the_space_belongs_to_the_break_it_goes_with_it() {
        assert_eq!(joined("poo \nrly", true), "poorly");
    }
}
