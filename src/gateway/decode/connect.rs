//! The first words on a connection: ApiVersions and SaslHandshake.

use super::told::{Told, object};
use bytes::{Buf, Bytes};
use kafka_protocol::error::ResponseError;
use kafka_protocol::messages::{
    ApiVersionsRequest, ApiVersionsResponse, SaslHandshakeRequest, SaslHandshakeResponse,
};
use serde_json::{Map, Value, json};

/// From version 3 on a client says what it is (KIP-511).
pub(super) fn versions_asked(request: &ApiVersionsRequest, version: i16) -> Map<String, Value> {
    if version < 3 {
        return Map::new();
    }
    object(json!({
        "software_name": request.client_software_name.as_str(),
        "software_version": request.client_software_version.as_str(),
    }))
}

/// The library and its version in one, from what [`versions_asked`] gave.
pub(super) fn software(fields: &Map<String, Value>) -> Option<String> {
    let name = fields.get("software_name")?.as_str()?;
    let version = fields.get("software_version")?.as_str()?;
    Some(format!("{name} {version}"))
}

/// The version that an answer is written in. A broker that does not know the version that was asked for
/// answers in version 0, whatever it was.
pub(super) fn wire(body: &Bytes, version: i16) -> i16 {
    let code = body.get(..2).map(|mut code| code.get_i16());
    if code == Some(ResponseError::UnsupportedVersion.code()) { 0 } else { version }
}

/// `apis` counts those that the broker offers.
pub(super) fn versions_answered(answer: &ApiVersionsResponse) -> Told {
    Told::new([answer.error_code], json!({ "apis": answer.api_keys.len() }))
}

pub(super) fn shaking(request: &SaslHandshakeRequest) -> Map<String, Value> {
    object(json!({ "mechanism": request.mechanism.as_str() }))
}

pub(super) fn shaken(answer: &SaslHandshakeResponse) -> Told {
    let mechanisms: Vec<&str> = answer.mechanisms.iter().map(|mechanism| mechanism.as_str()).collect();
    Told::new([answer.error_code], json!({ "mechanisms": mechanisms }))
}

#[cfg(test)]
mod tests {
    use crate::gateway::decode::corpus::shown;
    use insta::assert_snapshot;

    #[test]
    fn what_a_client_is() {
        assert_snapshot!(shown("api-versions-v3"), @r#"
        whole {"software_name":"confluent-kafka-python","software_version":"2.16.0-rdkafka-2.16.0"}
        whole {"apis":75}
        "#);
        assert_snapshot!(shown("api-versions-v4"), @r#"
        whole {"software_name":"apache-kafka-java","software_version":"4.3.1"}
        whole {"apis":75}
        "#);
    }
}
