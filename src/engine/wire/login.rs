//! SASL: proves to a broker who asks (Kafka protocol guide, "SASL Authentication Sequence").

use std::io::Cursor;

use bytes::Bytes;
use kafka_protocol::messages::{SaslAuthenticateRequest, SaslHandshakeRequest};
use kafka_protocol::protocol::StrBytes;
use rsasl::prelude::{Mechname, SASLClient, SASLConfig, Session, State};

use super::{Wire, WireError};
use crate::engine::security::{Login, Mechanism};

const SASL_HANDSHAKE: i16 = 1;
const SASL_AUTHENTICATE: i16 = 2;

const UNSUPPORTED_SASL_MECHANISM: i16 = 33;
const ILLEGAL_SASL_STATE: i16 = 34;

/// Logs in on a connection that nothing was asked on yet.
pub(super) async fn log_in(wire: &mut Wire, login: &Login) -> Result<(), WireError> {
    let (address, name) = (wire.address().clone(), login.mechanism.name());
    let request = SaslHandshakeRequest::default().with_mechanism(StrBytes::from_static_str(name));
    let answer = wire.ask(&request, SASL_HANDSHAKE).await?;
    match answer.error_code {
        0 => {}
        UNSUPPORTED_SASL_MECHANISM => {
            let taken: Vec<&str> = answer.mechanisms.iter().map(|mechanism| mechanism.as_str()).collect();
            return Err(WireError::Mechanism { address, mechanism: name, taken: taken.join(", ") });
        }
        ILLEGAL_SASL_STATE => return Err(WireError::NoLogin { address }),
        code => {
            let reason = format!("it refuses the login: error code {code}");
            return Err(WireError::Codec { address, reason });
        }
    }
    match login.mechanism {
        Mechanism::Plain => {
            let told = format!("\0{}\0{}", login.username, login.password.reveal());
            send(wire, login, told.into_bytes()).await.map(drop)
        }
        Mechanism::ScramSha256 | Mechanism::ScramSha512 => scram(wire, login).await,
    }
}

async fn scram(wire: &mut Wire, login: &Login) -> Result<(), WireError> {
    let address = wire.address().clone();
    let failed = |reason: String| WireError::Denied {
        address: address.clone(),
        username: login.username.clone(),
        reason,
    };
    let mut session = session(login).map_err(failed)?;
    let mut heard: Option<Bytes> = None;
    loop {
        let mut said = Cursor::new(Vec::new());
        // The last step is the broker's: it proves that it knows the password, too.
        let state = session.step(heard.as_deref(), &mut said).map_err(|error| failed(error.to_string()))?;
        let said = said.into_inner();
        if !said.is_empty() {
            heard = Some(send(wire, login, said).await?);
        } else if matches!(state, State::Running) {
            return Err(failed("the exchange stopped half-way".to_owned()));
        }
        if let State::Finished(_) = state {
            return Ok(());
        }
    }
}

fn session(login: &Login) -> Result<Session, String> {
    let (username, password) = (login.username.clone(), login.password.reveal().to_owned());
    let config = SASLConfig::with_credentials(None, username, password).map_err(|error| error.to_string())?;
    let mechanism = Mechname::parse(login.mechanism.name().as_bytes()).map_err(|error| error.to_string())?;
    SASLClient::new(config).start_suggested(&[mechanism]).map_err(|error| error.to_string())
}

async fn send(wire: &mut Wire, login: &Login, said: Vec<u8>) -> Result<Bytes, WireError> {
    let address = wire.address().clone();
    let request = SaslAuthenticateRequest::default().with_auth_bytes(said.into());
    let answer = wire.ask(&request, SASL_AUTHENTICATE).await?;
    match answer.error_code {
        0 => Ok(answer.auth_bytes),
        code => {
            let told = answer.error_message.as_ref().map(|message| message.to_string());
            let reason = told.unwrap_or_else(|| format!("error code {code}"));
            Err(WireError::Denied { address, username: login.username.clone(), reason })
        }
    }
}
