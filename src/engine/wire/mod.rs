//! A connection to one broker that speaks Kafka's protocol request by request.
//!
//! For what librdkafka does not offer (expelling a dead program's group members, listing transactions) and for
//! what it does too slowly (the first metadata of a broker that is still starting).

mod address;
mod error;
mod login;
mod stream;
mod trust;

use std::io;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use kafka_protocol::messages::{RequestHeader, ResponseHeader};
use kafka_protocol::protocol::{
    Decodable, HeaderVersion, Request, StrBytes, encode_request_header_into_buffer,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

pub use address::Address;
pub use error::WireError;
use stream::Stream;

/// A healthy broker on loopback answers within milliseconds; a paused one never does.
const PATIENCE: Duration = Duration::from_secs(5);
/// Far beyond any answer that the workbench asks for.
const LARGEST_ANSWER: i32 = 128 << 20;

/// One connection; requests are answered one at a time.
#[derive(Debug)]
pub struct Wire {
    address: Address,
    stream: Stream,
    correlation_id: i32,
}

impl Wire {
    /// Connects to a broker.
    ///
    /// # Errors
    /// [`WireError::Io`] if nobody listens, [`WireError::Silent`] if nobody answers; where one must prove oneself,
    /// whatever is not believed.
    pub async fn open(address: &Address) -> Result<Self, WireError> {
        let stream = stream::connect(address).await?;
        let mut wire = Self { address: address.clone(), stream, correlation_id: 0 };
        if let Some(login) = address.security().and_then(|security| security.login.as_ref()) {
            login::log_in(&mut wire, login).await?;
        }
        Ok(wire)
    }

    /// Where it leads.
    fn address(&self) -> &Address {
        &self.address
    }

    /// Sends a request and reads its answer; error codes inside the answer are the caller's to look at.
    /// `version` must be one that both the broker and `kafka-protocol` know.
    ///
    /// # Errors
    /// [`WireError`]; the connection is of no use after it.
    pub async fn ask<R: Request>(&mut self, request: &R, version: i16) -> Result<R::Response, WireError> {
        self.correlation_id += 1;
        let codec = |reason| WireError::Codec { address: self.address.clone(), reason };
        let frame = frame(request, version, self.correlation_id).map_err(codec)?;
        let answer = in_time(&self.address, async {
            self.stream.write_all(&frame).await?;
            let length = self.stream.read_i32().await?;
            if stream::is_alert(length) {
                return Ok(None);
            }
            let sane = (4..=LARGEST_ANSWER).contains(&length).then(|| usize::try_from(length).ok()).flatten();
            let length = sane.ok_or_else(|| io::Error::other(format!("an answer of {length} bytes")))?;
            let mut answer = vec![0; length];
            self.stream.read_exact(&mut answer).await?;
            Ok(Some(Bytes::from(answer)))
        });
        match answer.await? {
            Some(answer) => read::<R>(answer, version).map_err(codec),
            None => Err(WireError::WantsTls { address: self.address.clone() }),
        }
    }
}

async fn in_time<T>(address: &Address, work: impl Future<Output = io::Result<T>>) -> Result<T, WireError> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done.map_err(|source| stream::told(address, source)),
        Err(_) => Err(WireError::Silent { address: address.clone() }),
    }
}

/// Length, header, request: Kafka protocol guide, "Protocol Primitive Types" and "Request Header".
fn frame<R: Request>(request: &R, version: i16, correlation_id: i32) -> Result<BytesMut, String> {
    let header = RequestHeader::default()
        .with_request_api_key(R::KEY)
        .with_request_api_version(version)
        .with_correlation_id(correlation_id)
        .with_client_id(Some(StrBytes::from_static_str("kafka-workbench")));
    let mut body = BytesMut::new();
    encode_request_header_into_buffer(&mut body, &header).map_err(|error| error.to_string())?;
    request.encode(&mut body, version).map_err(|error| error.to_string())?;
    let length = i32::try_from(body.len()).map_err(|error| error.to_string())?;
    let mut frame = BytesMut::with_capacity(body.len() + 4);
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(&body);
    Ok(frame)
}

fn read<R: Request>(mut answer: Bytes, version: i16) -> Result<R::Response, String> {
    let header_version = <R::Response as HeaderVersion>::header_version(version);
    ResponseHeader::decode(&mut answer, header_version).map_err(|error| error.to_string())?;
    let response = R::Response::decode(&mut answer, version).map_err(|error| error.to_string())?;
    match answer.remaining() {
        0 => Ok(response),
        left => Err(format!("{left} bytes more than the answer should have")),
    }
}
