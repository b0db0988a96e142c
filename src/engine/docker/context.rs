//! The context that Docker's command line is set to: a name, behind it a file with an address.

use std::fs;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::error::DockerError;
use super::find::Surroundings;

/// A context other than the default one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Context {
    pub(super) name: String,
    pub(super) host: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    current_context: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Meta {
    endpoints: Endpoints,
}

#[derive(Deserialize)]
struct Endpoints {
    docker: Endpoint,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Endpoint {
    host: String,
}

/// As `docker context show` finds it: `DOCKER_CONTEXT`, else what `docker context use` has written down. `None` for
/// the default context, which is the usual socket.
pub(super) fn current(around: &Surroundings) -> Result<Option<Context>, DockerError> {
    let Some(folder) = &around.docker_config else { return Ok(None) };
    let written = || {
        let text = fs::read_to_string(folder.join("config.json")).ok()?;
        serde_json::from_str::<Config>(&text).ok()?.current_context
    };
    let Some(name) = around.docker_context.clone().or_else(written) else { return Ok(None) };
    if name.is_empty() || name == "default" {
        return Ok(None);
    }
    // The folder is named by the sum of the context's name.
    let sum: String = Sha256::digest(&name).iter().map(|byte| format!("{byte:02x}")).collect();
    let file = folder.join("contexts/meta").join(sum).join("meta.json");
    let host = fs::read_to_string(&file)
        .map_err(|error| error.to_string())
        .and_then(|text| serde_json::from_str::<Meta>(&text).map_err(|error| error.to_string()))
        .map(|meta| meta.endpoints.docker.host);
    match host {
        Ok(host) => Ok(Some(Context { name, host })),
        Err(reason) => Err(DockerError::Unfit { host: format!("the context {name:?}"), reason }),
    }
}
