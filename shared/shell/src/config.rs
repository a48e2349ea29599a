//! Configuration: environment variables, read once at start-up.

use std::str::FromStr;

use thiserror::Error;

/// A variable that is missing or cannot be what it should be. The sentence names the variable and the way out.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ConfigError {
    /// The variable is not set, or empty.
    #[error("the environment variable {0} is not set: template.yaml declares it for this function; deploy the template again")]
    Missing(&'static str),
    /// The variable is set to something that cannot be used.
    #[error("the environment variable {name} must be {expected}")]
    Unusable {
        /// Which variable.
        name: &'static str,
        /// What it should be, in words.
        expected: &'static str,
    },
}

/// A variable that must be there.
///
/// # Errors
/// [`ConfigError::Missing`] when it is not set or empty.
pub fn required(name: &'static str) -> Result<String, ConfigError> {
    optional(name).ok_or(ConfigError::Missing(name))
}

/// A variable that may be left out; an empty one counts as left out.
#[expect(clippy::disallowed_methods, reason = "this is the place that the lint points to")]
pub fn optional(name: &'static str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// A variable that must be there and be read as `T`; `expected` says in words what it should be.
///
/// # Errors
/// [`ConfigError::Missing`] or [`ConfigError::Unusable`].
pub fn parsed<T: FromStr>(name: &'static str, expected: &'static str) -> Result<T, ConfigError> {
    required(name)?.parse().map_err(|_| ConfigError::Unusable { name, expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_variable_is_refused_with_its_name() {
        let refused = required("FIRSTDAY_NOT_SET").unwrap_err();
        assert!(refused.to_string().contains("FIRSTDAY_NOT_SET"));
    }
}
