//! The key cache and KMS: how often KMS is asked, for what, and what its refusals become. KMS is a stand-in that answers from a closure.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a stand-in that is asked for something odd ends the test")]

use std::io;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_kms::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_sdk_kms::{Client, Config};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use vault::{CacheError, DEPLOYMENT, KeyCache, Keyring, Kms, KmsError, OpenError, Place, Purpose, Retry, WrappedKey};

const PLACE: Place<'_> = Place { table: "roll", pk: "123456", sk: "pupil#1", attribute: "sealed" };
const LONG: Duration = Duration::from_secs(3600);

/// Answers as KMS would: a "wrapped" key is the key itself, with the context it was made under before it.
#[derive(Clone, Debug, Default)]
struct StandIn {
    asked: Arc<Mutex<Vec<Value>>>,
    refusal: Arc<Mutex<Option<(u16, &'static str)>>>,
}

impl HttpConnector for StandIn {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let action = request.headers().get("x-amz-target").unwrap().to_owned();
        let body: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        let context = format!("{}/{}/", body["EncryptionContext"]["school"], body["EncryptionContext"]["purpose"]);
        let refusal = *self.refusal.lock().unwrap();
        let (status, answer) = match refusal {
            Some((status, code)) => (status, json!({ "__type": code })),
            None if action == "TrentService.GenerateDataKey" => {
                let wrapped = STANDARD.encode([context.as_bytes(), &[5; 32]].concat());
                (200, json!({ "CiphertextBlob": wrapped, "Plaintext": STANDARD.encode([5; 32]), "KeyId": "key" }))
            }
            None => {
                let wrapped = STANDARD.decode(body["CiphertextBlob"].as_str().unwrap()).unwrap();
                match wrapped.strip_prefix(context.as_bytes()) {
                    Some(key) => (200, json!({ "Plaintext": STANDARD.encode(key), "KeyId": "key" })),
                    None => (400, json!({ "__type": "InvalidCiphertextException" })),
                }
            }
        };
        self.asked.lock().unwrap().push(json!({ "action": action, "body": body }));
        HttpConnectorFuture::new(async move {
            tokio::task::yield_now().await;
            Ok(HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(answer.to_string())))
        })
    }
}

impl HttpClient for StandIn {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl StandIn {
    fn kms(&self) -> Kms {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-2"))
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new("a", "b", None, None, "test")))
            .retry_config(aws_sdk_kms::config::retry::RetryConfig::disabled())
            .http_client(SharedHttpClient::new(self.clone()))
            .build();
        Kms::new(Client::from_conf(config))
    }

    fn cache(&self, life: Duration, schools: usize) -> KeyCache {
        KeyCache::new(self.kms(), life, NonZeroUsize::new(schools).unwrap())
    }

    fn calls(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

fn wrapped(school: &str, purpose: Purpose, epoch: u32) -> WrappedKey {
    let context = format!("{:?}/{:?}/", school, purpose.as_str());
    let key = [u8::try_from(epoch).unwrap(); 32];
    WrappedKey { purpose, epoch, ciphertext: [context.as_bytes(), &key].concat() }
}

async fn loaded(keys: Vec<WrappedKey>) -> Result<Vec<WrappedKey>, io::Error> {
    Ok(keys)
}

fn one_of_each(school: &str) -> Vec<WrappedKey> {
    Purpose::ALL.map(|purpose| wrapped(school, purpose, 1)).to_vec()
}

#[tokio::test]
async fn a_new_key_is_made_under_the_schools_own_context_and_unwraps() {
    let kms = StandIn::default();
    let made = kms.kms().generate("123456", Purpose::Roll, 3, "arn:aws:kms:eu-west-2:000000000000:key/k").await.unwrap();
    assert_eq!((made.purpose, made.epoch), (Purpose::Roll, 3));
    kms.kms().unwrap("123456", &made).await.unwrap();
    let asked = kms.asked.lock().unwrap().clone();
    assert_eq!(asked[0]["body"]["KeyId"], "arn:aws:kms:eu-west-2:000000000000:key/k");
    assert_eq!(asked[0]["body"]["KeySpec"], "AES_256");
    for call in asked {
        assert_eq!(call["body"]["EncryptionContext"], json!({ "school": "123456", "purpose": "roll" }));
    }
}

#[tokio::test]
async fn a_key_of_another_school_or_purpose_does_not_unwrap() {
    let kms = StandIn::default().kms();
    let made = kms.generate("123456", Purpose::Roll, 1, "arn").await.unwrap();
    assert!(matches!(kms.unwrap("654321", &made).await, Err(KmsError::Unusable { .. })));
    let relabelled = WrappedKey { purpose: Purpose::Bodies, ..made };
    assert!(matches!(kms.unwrap("123456", &relabelled).await, Err(KmsError::Unusable { .. })));
}

#[tokio::test]
async fn refusals_say_whether_trying_again_can_help() {
    let cases = [
        (400, "ThrottlingException", Retry::Soon),
        (500, "KMSInternalException", Retry::Soon),
        (500, "DependencyTimeoutException", Retry::Soon),
        (400, "AccessDeniedException", Retry::Soon),
        (400, "DisabledException", Retry::Soon),
        (400, "InvalidCiphertextException", Retry::Never),
        (400, "NotFoundException", Retry::Never),
    ];
    let stand_in = StandIn::default();
    for (status, code, retry) in cases {
        *stand_in.refusal.lock().unwrap() = Some((status, code));
        let error = stand_in.kms().unwrap("123456", &wrapped("123456", Purpose::Roll, 1)).await.unwrap_err();
        assert_eq!(error.retry(), retry, "{code}");
        assert!(error.to_string().contains(code), "{error}");
    }
}

#[tokio::test]
async fn a_key_of_the_wrong_length_is_refused() {
    let kms = StandIn::default().kms();
    let mut short = wrapped("123456", Purpose::Roll, 1);
    short.ciphertext.pop();
    assert!(matches!(kms.unwrap("123456", &short).await, Err(KmsError::Unusable { .. })));
}

#[tokio::test]
async fn kms_is_asked_once_for_each_purpose_however_often_and_at_once_the_keyring_is_wanted() {
    let kms = StandIn::default();
    let cache = kms.cache(LONG, 10);
    let ask = || cache.keyring("123456", &[Purpose::Roll, Purpose::Index], || loaded(one_of_each("123456")));
    let rings = futures::future::try_join_all((0..20).map(|_| ask())).await.unwrap();
    ask().await.unwrap();
    assert_eq!(kms.calls(), 2);
    assert!(rings.iter().all(|ring| Arc::ptr_eq(ring, &rings[0])));
    assert!(rings[0].holds(Purpose::Roll) && rings[0].holds(Purpose::Index) && !rings[0].holds(Purpose::Bodies));
}

#[tokio::test]
async fn a_further_purpose_costs_one_further_call() {
    let kms = StandIn::default();
    let cache = kms.cache(LONG, 10);
    cache.keyring("123456", &[Purpose::Roll], || loaded(one_of_each("123456"))).await.unwrap();
    let ring = cache.keyring("123456", &[Purpose::Bodies], || loaded(one_of_each("123456"))).await.unwrap();
    assert_eq!(kms.calls(), 2);
    assert!(ring.holds(Purpose::Roll) && ring.holds(Purpose::Bodies));
}

#[tokio::test]
async fn schools_have_keyrings_of_their_own() {
    let kms = StandIn::default();
    let cache = kms.cache(LONG, 10);
    let school = cache.keyring("123456", &[Purpose::Index], || loaded(one_of_each("123456"))).await.unwrap();
    let deployment = cache.keyring(DEPLOYMENT, &[Purpose::Index], || loaded(one_of_each(DEPLOYMENT))).await.unwrap();
    assert_eq!((school.school(), deployment.school(), kms.calls()), ("123456", DEPLOYMENT, 2));
}

#[tokio::test]
async fn a_keyring_that_is_too_old_is_loaded_again() {
    let kms = StandIn::default();
    let cache = kms.cache(Duration::ZERO, 10);
    for _ in 0..3 {
        cache.keyring("123456", &[Purpose::Roll], || loaded(one_of_each("123456"))).await.unwrap();
    }
    assert_eq!(kms.calls(), 3);
}

#[tokio::test]
async fn no_more_schools_are_kept_than_was_said_and_the_one_asked_longest_ago_goes() {
    let kms = StandIn::default();
    let cache = kms.cache(LONG, 2);
    for school in ["100001", "100002", "100001", "100003"] {
        cache.keyring(school, &[Purpose::Roll], || loaded(one_of_each(school))).await.unwrap();
    }
    assert_eq!(kms.calls(), 3);
    cache.keyring("100001", &[Purpose::Roll], || loaded(one_of_each("100001"))).await.unwrap();
    assert_eq!(kms.calls(), 3);
    cache.keyring("100002", &[Purpose::Roll], || loaded(one_of_each("100002"))).await.unwrap();
    assert_eq!(kms.calls(), 4);
}

#[tokio::test]
async fn an_epoch_made_since_is_found_by_loading_again_and_costs_one_call() {
    let kms = StandIn::default();
    let cache = kms.cache(LONG, 10);
    let both = || vec![wrapped("123456", Purpose::Roll, 1), wrapped("123456", Purpose::Roll, 2)];
    let old = cache.keyring("123456", &[Purpose::Roll], || loaded(vec![wrapped("123456", Purpose::Roll, 1)])).await.unwrap();
    let sealed = Keyring::new("123456", [(Purpose::Roll, 2, vault::DataKey::from_bytes([2; 32]))])
        .seal(Purpose::Roll, &PLACE, b"Ava")
        .unwrap();
    assert_eq!(old.open(Purpose::Roll, &PLACE, &sealed), Err(OpenError::UnknownEpoch { purpose: Purpose::Roll, epoch: 2 }));

    let new = cache.reload(&old, &[Purpose::Roll], || loaded(both())).await.unwrap();
    assert_eq!(new.open(Purpose::Roll, &PLACE, &sealed).unwrap(), b"Ava");
    assert_eq!(kms.calls(), 2);

    // Somebody else with the old keyring gets the new one without loading; an epoch that is nowhere costs no call of KMS.
    let again = cache.reload(&old, &[Purpose::Roll], || loaded(vec![])).await.unwrap();
    assert!(Arc::ptr_eq(&new, &again));
    cache.reload(&new, &[Purpose::Roll], || loaded(both())).await.unwrap();
    assert_eq!(kms.calls(), 2);
}

#[tokio::test]
async fn a_school_without_a_key_a_failed_load_and_a_refusal_are_told_apart_and_cured_by_the_next() {
    let kms = StandIn::default();
    let cache = kms.cache(LONG, 10);
    let none = cache.keyring("123456", &[Purpose::Roll], || loaded(vec![])).await;
    assert!(matches!(none, Err(CacheError::NoKey(Purpose::Roll))));
    let lost = cache.keyring("123456", &[Purpose::Roll], async || Err(io::Error::other("no table"))).await;
    assert!(matches!(lost, Err(CacheError::Load(_))));
    *kms.refusal.lock().unwrap() = Some((400, "ThrottlingException"));
    let refused = cache.keyring("123456", &[Purpose::Roll], || loaded(one_of_each("123456"))).await;
    assert!(matches!(refused, Err(CacheError::Kms { purpose: Purpose::Roll, source: KmsError::Throttled { .. } })));
    *kms.refusal.lock().unwrap() = None;
    cache.keyring("123456", &[Purpose::Roll], || loaded(one_of_each("123456"))).await.unwrap();
}

#[test]
fn a_handler_that_must_be_sent_between_threads_may_use_the_cache() {
    fn is_send(_: &impl Send) {}
    let kms = StandIn::default();
    let cache = kms.cache(LONG, 1);
    is_send(&cache.keyring("123456", &[Purpose::Roll], || loaded(vec![])));
}
