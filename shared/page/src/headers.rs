//! What goes out with every page.

/// The headers of every page, names in small letters.
///
/// - `content-security-policy`: nothing is loaded and nothing runs. The one style is known by its hash; the form may go back to where the page
///   came from; no other page may show this one inside itself.
/// - `referrer-policy`: the address is the key to the page, so it goes nowhere. With it a browser posts the form with `Origin: null`: who
///   receives the form cannot compare that header with anything.
/// - `cache-control`: on a shared telephone the page is gone when it is left.
/// - `x-robots-tag`: an address that got out is not found by a search.
/// - `strict-transport-security` speaks for the one name, not for those under it, which may be others'.
pub const HEADERS: &[(&str, &str)] = &[
    ("content-type", "text/html; charset=utf-8"),
    (
        "content-security-policy",
        concat!(
            "default-src 'none'; style-src 'sha256-",
            include_str!("style.sha256"),
            "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ),
    ),
    ("referrer-policy", "no-referrer"),
    ("x-robots-tag", "noindex, nofollow, noarchive"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cache-control", "no-store"),
    ("strict-transport-security", "max-age=63072000"),
    (
        "permissions-policy",
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), display-capture=(), fullscreen=(), geolocation=(), \
         gyroscope=(), microphone=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), usb=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
];
