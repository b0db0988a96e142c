//! Pictures of a text: where they are and how large, so that nothing jumps when they come.

use std::collections::HashMap;

use super::escape;

/// Where a text's pictures are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pictures {
    /// The address before a file's name; ends with a slash.
    pub(crate) base: String,
    /// Width and height of the files whose size is known, in pixels.
    pub(crate) sizes: HashMap<String, (u32, u32)>,
}

impl Pictures {
    /// The HTML of a picture; `address` is a file's name, or a path on this server.
    pub(super) fn html(&self, address: &str, alt: &str) -> String {
        let size = match self.sizes.get(address) {
            Some((width, height)) => format!(" width=\"{width}\" height=\"{height}\""),
            None => String::new(),
        };
        let base = if address.starts_with('/') { "" } else { &self.base };
        format!("<img src=\"{base}{}\" alt=\"{}\"{size}>", escape(address), escape(alt))
    }
}

/// The size of an SVG, from its `viewBox`.
pub(crate) fn svg_size(svg: &str) -> Option<(u32, u32)> {
    let (_, rest) = svg.split_once("viewBox=\"")?;
    let (box_, _) = rest.split_once('"')?;
    let numbers: Vec<f64> = box_.split([' ', ',']).filter_map(|number| number.parse().ok()).collect();
    let pixels = |number: f64| format!("{:.0}", number.ceil()).parse().ok();
    match numbers[..] {
        [_, _, width, height] => Some((pixels(width)?, pixels(height)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_says_its_size() {
        assert_eq!(svg_size("<svg viewBox=\"0 0 320 329.5\">"), Some((320, 330)));
        assert_eq!(svg_size("<svg viewBox=\"0 0 x\">"), None);
        assert_eq!(svg_size("<svg>"), None);
    }

    #[test]
    fn a_picture_cannot_break_out_of_its_tag() {
        let html = Pictures::default().html("a\" onload=\"x", "<\"");
        assert_eq!(html, "<img src=\"a&quot; onload=&quot;x\" alt=\"&lt;&quot;\">");
    }
}
