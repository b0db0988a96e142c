//! Whom a connection believes.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use crate::engine::security::Tls;

/// What a connection is made with.
pub(super) fn config(tls: &Tls) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let verifier = Arc::new(Believer::new(tls, provider)?);
    let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
    let Some(identity) = &tls.identity else { return Ok(builder.with_no_client_auth()) };
    let key = PrivateKeyDer::from_pem_slice(identity.key.reveal().as_bytes());
    let key =
        key.map_err(|error| Error::General(format!("the key of the client cannot be read: {error}")))?;
    builder.with_client_auth_cert(certificates(&identity.certificates)?, key)
}

fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    read.map_err(|error| Error::General(format!("a certificate cannot be read: {error}")))
}

/// Believes what the truststore signs, and what stands in it itself, as OpenSSL and Java do.
#[derive(Debug)]
struct Believer {
    usual: Arc<WebPkiServerVerifier>,
    trusted: Vec<CertificateDer<'static>>,
    check_name: bool,
}

impl Believer {
    fn new(tls: &Tls, provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        let trusted = certificates(&tls.trusted)?;
        let mut roots = RootCertStore::empty();
        // One that cannot be read signs nothing, and is none of the others' fault.
        roots.add_parsable_certificates(trusted.iter().cloned());
        let usual = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
        let usual =
            usual.map_err(|error| Error::General(format!("the truststore cannot be used: {error}")))?;
        Ok(Self { usual, trusted, check_name: tls.check_name })
    }
}

impl ServerCertVerifier for Believer {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        use CertificateError::{NotValidForName, NotValidForNameContext, Other, UnknownIssuer};
        let verified = self.usual.verify_server_cert(shown, between, name, ocsp, now);
        let Err(Error::InvalidCertificate(why)) = &verified else { return verified };
        match why {
            NotValidForName | NotValidForNameContext { .. } if !self.check_name => {}
            // A broker that vouches for itself, with an authority's certificate; whether it has expired was seen before.
            UnknownIssuer | Other(_) if self.trusted.iter().any(|it| it.as_ref() == shown.as_ref()) => {
                if self.check_name {
                    verify_server_name(&ParsedCertificate::try_from(shown)?, name)?;
                }
            }
            _ => return verified,
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls12_signature(message, shown, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls13_signature(message, shown, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}
