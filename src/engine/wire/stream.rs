//! The way to a broker: a connection, with TLS around it where the listener speaks it.

use std::fmt::Debug;
use std::io;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{AlertDescription, CertificateError, Error as TlsError};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;

use super::{Address, WireError, in_time, trust};

/// Bytes to a broker and back.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Debug + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + Debug + Send + Sync + Unpin> Duplex for T {}

/// A way to a broker.
pub(super) type Stream = Box<dyn Duplex>;

/// Connects, and agrees on TLS where the address says so.
pub(super) async fn connect(address: &Address) -> Result<Stream, WireError> {
    let unknown = || WireError::UnknownHost { address: address.clone() };
    let found = tokio::time::timeout(super::PATIENCE, lookup_host((address.host(), address.port()))).await;
    let found = found.map_err(|_| unknown())?.map_err(|_| unknown())?;
    let found: Vec<_> = found.collect();
    let stream = in_time(address, TcpStream::connect(&*found)).await?;
    stream.set_nodelay(true).map_err(|source| WireError::Io { address: address.clone(), source })?;
    let Some(tls) = address.security().and_then(|security| security.tls.as_ref()) else {
        return Ok(Box::new(stream));
    };
    let failed = |error: TlsError| told(address, io::Error::other(error));
    let config = trust::config(tls).map_err(failed)?;
    let name = ServerName::try_from(address.host().to_owned()).map_err(|_| unknown())?;
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, stream);
    match in_time(address, connecting).await {
        Ok(stream) => Ok(Box::new(stream)),
        // Who does not know TLS takes its greeting for an enormous request, and hangs up.
        Err(WireError::Io { source, .. }) if is_hanging_up(&source) => {
            Err(WireError::NoTls { address: address.clone() })
        }
        Err(other) => Err(other),
    }
}

/// Whether the first four bytes of an answer are the beginning of a TLS alert (RFC 8446, section 5.1).
pub(super) fn is_alert(length: i32) -> bool {
    matches!(length.to_be_bytes(), [21, 3, _, _])
}

fn is_hanging_up(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset)
}

/// What an error of a connection comes to; TLS wraps its own into those of the operating system.
pub(super) fn told(address: &Address, source: io::Error) -> WireError {
    let address = address.clone();
    if source.kind() == io::ErrorKind::ConnectionRefused {
        return WireError::Nobody { address };
    }
    let Some(error) = source.get_ref().and_then(|inner| inner.downcast_ref::<TlsError>()) else {
        return WireError::Io { address, source };
    };
    let (reason, hint) = match error {
        TlsError::InvalidCertificate(certificate) => of_certificate(&address, certificate),
        TlsError::AlertReceived(alert) => of_alert(*alert),
        TlsError::InvalidMessage(_) => return WireError::NoTls { address },
        other => (other.to_string(), "see what the broker's log says of this connection"),
    };
    WireError::Tls { address, reason, hint }
}

fn of_certificate(address: &Address, error: &CertificateError) -> (String, &'static str) {
    match error {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => (
            "its certificate is signed by nobody that the truststore has".to_owned(),
            "put the certificate of whoever signs the brokers' certificates into ssl.truststore.location",
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => (
            format!("its certificate is not for {}", address.host()),
            "name the broker as its certificate does; an empty ssl.endpoint.identification.algorithm switches the look at the name off",
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => (
            "its certificate has expired".to_owned(),
            "it needs a new one; or is the clock of this machine wrong?",
        ),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ("its certificate is not valid yet".to_owned(), "is the clock of this machine wrong?")
        }
        other => (format!("its certificate cannot be used: {other}"), "ask whoever runs the cluster"),
    }
}

fn of_alert(alert: AlertDescription) -> (String, &'static str) {
    match alert {
        AlertDescription::CertificateRequired
        | AlertDescription::BadCertificate
        | AlertDescription::UnknownCA
        | AlertDescription::CertificateUnknown => (
            format!(
                "it asks for a certificate of the client's, and does not take what it was shown ({alert:?})"
            ),
            "name a keystore that it knows with ssl.keystore.location, ssl.keystore.type and ssl.keystore.password",
        ),
        other => (
            format!("it said {other:?}"),
            "they may have no version of TLS or no cipher in common; the broker's log tells",
        ),
    }
}
