//! What a cluster should be like.

use super::error::EngineError;

/// How many brokers a cluster has, and what is set on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// 1, which is its own controller, or 3 with a controller apart.
    pub brokers: u8,
    /// Settings of `server.properties` beyond the usual ones, or in their place: names and values.
    pub settings: Vec<(String, String)>,
}

impl Shape {
    /// One broker with the usual settings: what most labs need, and what the pool keeps ahead.
    pub fn alone() -> Self {
        Self { brokers: 1, settings: Vec::new() }
    }

    /// So many brokers with the usual settings.
    pub fn of(brokers: u32) -> Self {
        // No engine has more: what does not fit is refused as any other number is.
        Self { brokers: u8::try_from(brokers).unwrap_or(u8::MAX), settings: Vec::new() }
    }

    /// The same with settings of its own.
    #[must_use]
    pub fn with(mut self, settings: impl IntoIterator<Item = (String, String)>) -> Self {
        self.settings.extend(settings);
        self
    }

    /// Whether the controller is a node of its own.
    ///
    /// # Errors
    /// [`EngineError::NoSuchShape`] for a number of brokers that no engine starts.
    pub(super) fn has_controller_apart(&self) -> Result<bool, EngineError> {
        match self.brokers {
            1 => Ok(false),
            3 => Ok(true),
            brokers => Err(EngineError::NoSuchShape { brokers }),
        }
    }

    /// Whether any cluster of the pool will do.
    pub fn is_usual(&self) -> bool {
        *self == Self::alone()
    }
}

impl Default for Shape {
    fn default() -> Self {
        Self::alone()
    }
}
