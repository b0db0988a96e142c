//! The skill.

use super::{Answer, Bench};
use crate::web::error::WebError;
use crate::web::view::skill::SkillView;

impl Bench {
    /// Rules, and proved ones.
    pub(super) fn rules(&self) -> Option<(usize, usize)> {
        None
    }
    pub(crate) async fn skill(&self, _path: Option<&str>) -> Answer<SkillView> {
        Err(WebError::NoPage)
    }
    pub(crate) async fn save_skill_file(&self, _path: &str, _text: &str) -> Answer<()> {
        Err(WebError::NoPage)
    }
    pub(crate) async fn interview(&self, _answers: Vec<(String, String)>) -> Answer<()> {
        Err(WebError::NoPage)
    }
    pub(crate) async fn accept(&self, _offer: &str, _pieces: &[String]) -> Answer<()> {
        Err(WebError::NoPage)
    }
    pub(crate) async fn decline(&self, _offer: &str) -> Answer<()> {
        Err(WebError::NoPage)
    }
    pub(crate) async fn export_zip(&self) -> Answer<Vec<u8>> {
        Err(WebError::NoPage)
    }
}
