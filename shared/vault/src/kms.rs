//! KMS: making data keys and unwrapping them.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_kms::Client;
use aws_sdk_kms::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::DataKeySpec;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::key::{DataKey, Purpose, WrappedKey};

/// Whether trying again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It cannot: park it.
    Never,
    /// It can, soon.
    Soon,
}

/// Why KMS gave no key. Its text names KMS's own code, and nothing of a key or a person.
#[derive(Debug, Error)]
pub enum KmsError {
    /// Too many calls.
    #[error("KMS throttles ({code})")]
    Throttled {
        /// KMS's error code.
        code: String,
    },
    /// No answer, no answer in time, or a fault of KMS's own.
    #[error("KMS cannot be reached or is at fault ({code})")]
    Unavailable {
        /// KMS's error code, or `no_answer`.
        code: String,
    },
    /// The role may not, or the key is switched off. A deployment being mended cures it, so it is tried again.
    #[error("KMS refuses ({code})")]
    Denied {
        /// KMS's error code.
        code: String,
    },
    /// The wrapped key is not of this school and purpose, was changed, or its KMS key is gone.
    #[error("KMS cannot unwrap this key ({code})")]
    Unusable {
        /// KMS's error code, or what was wrong with its answer.
        code: String,
    },
}

impl KmsError {
    /// Whether trying again can help.
    pub fn retry(&self) -> Retry {
        match self {
            Self::Throttled { .. } | Self::Unavailable { .. } | Self::Denied { .. } => Retry::Soon,
            Self::Unusable { .. } => Retry::Never,
        }
    }

    fn from_sdk<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Self {
        let SdkError::ServiceError(service) = error else {
            return Self::Unavailable { code: "no_answer".to_owned() };
        };
        let code = service.err().code().unwrap_or("unknown").to_owned();
        match code.as_str() {
            "ThrottlingException" | "Throttling" | "LimitExceededException" | "RequestLimitExceeded" => Self::Throttled { code },
            "AccessDeniedException" | "DisabledException" | "KMSInvalidStateException" => Self::Denied { code },
            "ExpiredTokenException" | "UnrecognizedClientException" | "InvalidSignatureException" => Self::Denied { code },
            "InvalidCiphertextException" | "IncorrectKeyException" | "NotFoundException" | "InvalidKeyUsageException" => {
                Self::Unusable { code }
            }
            "ValidationException" | "InvalidArnException" => Self::Unusable { code },
            _ => Self::Unavailable { code },
        }
    }
}

/// KMS, asked for data keys under the encryption context of a school and a purpose.
#[derive(Clone)]
pub struct Kms {
    client: Client,
    /// How often KMS was asked; clones count together.
    calls: Arc<AtomicU64>,
}

impl fmt::Debug for Kms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kms")
    }
}

impl Kms {
    /// Takes a client whose retries and time limits are set already.
    pub fn new(client: Client) -> Self {
        Self { client, calls: Arc::default() }
    }

    /// How often KMS was asked.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Makes a data key of this epoch, wrapped by the KMS key at `key_arn`. The plaintext that KMS sends with it is wiped.
    ///
    /// # Errors
    /// [`KmsError`] when KMS does not answer with a 256-bit key.
    pub async fn generate(&self, school: &str, purpose: Purpose, epoch: u32, key_arn: &str) -> Result<WrappedKey, KmsError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let answer = self
            .client
            .generate_data_key()
            .key_id(key_arn)
            .key_spec(DataKeySpec::Aes256)
            .set_encryption_context(Some(context(school, purpose)))
            .send()
            .await
            .map_err(|error| KmsError::from_sdk(&error))?;
        drop(answer.plaintext.map(|plain| Zeroizing::new(plain.into_inner())));
        let ciphertext = answer.ciphertext_blob.map(Blob::into_inner).filter(|bytes| !bytes.is_empty());
        let ciphertext = ciphertext.ok_or_else(|| KmsError::Unusable { code: "no_ciphertext".to_owned() })?;
        Ok(WrappedKey { purpose, epoch, ciphertext })
    }

    /// Unwraps a key of this school.
    ///
    /// # Errors
    /// [`KmsError`]; [`KmsError::Unusable`] when it was wrapped for another school or purpose.
    pub async fn unwrap(&self, school: &str, wrapped: &WrappedKey) -> Result<DataKey, KmsError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let answer = self
            .client
            .decrypt()
            .ciphertext_blob(Blob::new(wrapped.ciphertext.clone()))
            .set_encryption_context(Some(context(school, wrapped.purpose)))
            .send()
            .await
            .map_err(|error| KmsError::from_sdk(&error))?;
        let plain = Zeroizing::new(answer.plaintext.map(Blob::into_inner).unwrap_or_default());
        let bytes = plain.as_slice().try_into().map_err(|_| KmsError::Unusable { code: "wrong_length".to_owned() })?;
        Ok(DataKey::from_bytes(bytes))
    }
}

fn context(school: &str, purpose: Purpose) -> HashMap<String, String> {
    HashMap::from([("school".to_owned(), school.to_owned()), ("purpose".to_owned(), purpose.as_str().to_owned())])
}
