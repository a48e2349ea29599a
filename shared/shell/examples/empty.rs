//! A function that does nothing: what starting one costs at least. `infra/local/first_poll.py` measures the real ones against it.

use lambda_runtime::{Error, LambdaEvent, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(async |_event: LambdaEvent<serde_json::Value>| Ok::<(), Error>(()))).await
}
