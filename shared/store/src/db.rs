//! DynamoDB itself: few calls, each counted, each hiding what is past its date.

use std::collections::HashMap;
use std::fmt;
use std::ops::{Add, Sub};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, ConsumedCapacity, Delete, KeysAndAttributes, Put, PutRequest, ReturnConsumedCapacity, ReturnValue,
    ReturnValuesOnConditionCheckFailure, TransactWriteItem, WriteRequest,
};
use jiff::Timestamp;

use crate::error::StoreError;
use crate::item::{Item, Reader, item, n, s};

/// How often what DynamoDB did not take of a batch is offered again, with growing pauses.
const BATCH_TRIES: u32 = 6;

/// What a piece of work cost at DynamoDB.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Calls.
    pub calls: u64,
    /// Write units (of one kilobyte).
    pub write_units: f64,
    /// Read units (of four kilobytes, strongly consistent).
    pub read_units: f64,
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            calls: self.calls + other.calls,
            write_units: self.write_units + other.write_units,
            read_units: self.read_units + other.read_units,
        }
    }
}

impl Sub for Cost {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            calls: self.calls.saturating_sub(before.calls),
            write_units: self.write_units - before.write_units,
            read_units: self.read_units - before.read_units,
        }
    }
}

#[derive(Debug, Default)]
struct Meter {
    calls: AtomicU64,
    // Capacity comes in halves and quarters; thousandths keep it whole.
    write_thousandths: AtomicU64,
    read_thousandths: AtomicU64,
}

/// One table, by its role in the design and its deployed name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// `keys`, `schools`, `roll`, `absences`, `messages`, `usage` or `audit`.
    pub role: &'static str,
    /// The name that it has in this deployment.
    pub name: String,
}

impl Table {
    /// A table of a role under its deployed name.
    pub fn new(role: &'static str, name: impl Into<String>) -> Self {
        Self { role, name: name.into() }
    }
}

/// A condition on a write.
#[derive(Clone, Copy, Debug)]
pub enum If {
    /// Whatever stands there.
    Always,
    /// There must be nothing, or only something past its date.
    Absent,
    /// What stands there must have this revision.
    Revision(i64),
}

/// DynamoDB, with a meter. Clones count together; [`Db::metered`] begins a new count.
#[derive(Clone)]
pub struct Db {
    client: Client,
    now: fn() -> Timestamp,
    meter: Arc<Meter>,
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Db")
    }
}

impl Db {
    /// Takes a client whose retries and time limits are set already, and the clock.
    pub fn new(client: Client, now: fn() -> Timestamp) -> Self {
        Self { client, now, meter: Arc::default() }
    }

    /// The same database with a meter at zero.
    pub fn metered(&self) -> Self {
        Self { client: self.client.clone(), now: self.now, meter: Arc::default() }
    }

    /// What went through since the meter began.
    pub fn cost(&self) -> Cost {
        let thousandths = |count: &AtomicU64| count.load(Ordering::Relaxed) as f64 / 1000.0;
        Cost {
            calls: self.meter.calls.load(Ordering::Relaxed),
            write_units: thousandths(&self.meter.write_thousandths),
            read_units: thousandths(&self.meter.read_thousandths),
        }
    }

    /// The moment, by the clock that was given.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// One item as it stands now; `None` when it is not there or past its date.
    pub async fn get(&self, table: &Table, pk: &str, sk: &str) -> Result<Option<Item>, StoreError> {
        let got = self
            .client
            .get_item()
            .table_name(&table.name)
            .key("pk", s(pk))
            .key("sk", s(sk))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| failed("GetItem", &error))?;
        self.count(false, got.consumed_capacity.as_slice());
        Ok(got.item.filter(|item| self.lives(item)))
    }

    /// Writes an item whole.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the condition does not hold.
    pub async fn put(&self, table: &Table, item: Item, condition: If) -> Result<(), StoreError> {
        let (expression, values) = self.expression(condition);
        let put = self
            .client
            .put_item()
            .table_name(&table.name)
            .set_item(Some(item.clone()))
            .set_condition_expression(expression)
            .set_expression_attribute_values(values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        match put.send().await {
            Ok(put) => self.count(true, put.consumed_capacity.as_slice()),
            // The answer to a write that went through may be lost, and the call repeated: what stands there is this very item then.
            Err(error) if standing(&error) == Some(&item) => {}
            Err(error) => return Err(failed("PutItem", &error)),
        }
        Ok(())
    }

    /// Writes up to a hundred items whole, all of them or none.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one of the conditions does not hold.
    pub async fn put_together(&self, table: &Table, items: Vec<(Item, If)>) -> Result<(), StoreError> {
        const OPERATION: &str = "TransactWriteItems";
        let mut together = self.client.transact_write_items().return_consumed_capacity(ReturnConsumedCapacity::Total);
        for (item, condition) in items {
            let (expression, values) = self.expression(condition);
            let put = Put::builder().table_name(&table.name).set_item(Some(item));
            let put = put.set_condition_expression(expression).set_expression_attribute_values(values).build();
            let put = put.map_err(|_| StoreError::Unavailable { operation: OPERATION, code: "not_built".to_owned() })?;
            together = together.transact_items(TransactWriteItem::builder().put(put).build());
        }
        let written = together
            .send()
            .await
            .map_err(|error| if lost_to_another(&error) { StoreError::Conflict } else { failed(OPERATION, &error) })?;
        self.count(true, written.consumed_capacity());
        Ok(())
    }

    /// Writes an item whole and takes another one away, both or neither.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the condition does not hold.
    pub async fn put_in_place_of(
        &self,
        table: &Table,
        item: Item,
        condition: If,
        (pk, sk): (&str, &str),
    ) -> Result<(), StoreError> {
        const OPERATION: &str = "TransactWriteItems";
        let not_built = |_| StoreError::Unavailable { operation: OPERATION, code: "not_built".to_owned() };
        let (expression, values) = self.expression(condition);
        let put = Put::builder().table_name(&table.name).set_item(Some(item));
        let put = put.set_condition_expression(expression).set_expression_attribute_values(values).build().map_err(not_built)?;
        let delete = Delete::builder().table_name(&table.name).key("pk", s(pk)).key("sk", s(sk)).build().map_err(not_built)?;
        let together = self.client.transact_write_items().return_consumed_capacity(ReturnConsumedCapacity::Total);
        let written = together
            .transact_items(TransactWriteItem::builder().put(put).build())
            .transact_items(TransactWriteItem::builder().delete(delete).build())
            .send()
            .await
            .map_err(|error| if lost_to_another(&error) { StoreError::Conflict } else { failed(OPERATION, &error) })?;
        self.count(true, written.consumed_capacity());
        Ok(())
    }

    fn expression(&self, condition: If) -> (Option<String>, Option<Item>) {
        let (expression, name, value) = match condition {
            If::Always => return (None, None),
            If::Absent => ("attribute_not_exists(pk) OR expires_at < :now", ":now", self.now().as_second()),
            If::Revision(revision) => ("revision = :known", ":known", revision),
        };
        (Some(expression.to_owned()), Some(Item::from([(name.to_owned(), n(value))])))
    }

    /// Changes some attributes of an item.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the condition does not hold.
    pub async fn update(&self, table: &Table, pk: &str, sk: &str, change: Change<'_>) -> Result<(), StoreError> {
        self.updated(table, pk, sk, change, ReturnValue::None).await.map(|_| ())
    }

    /// Changes an item and gives it as it is then.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the condition does not hold.
    pub async fn update_and_get(&self, table: &Table, pk: &str, sk: &str, change: Change<'_>) -> Result<Item, StoreError> {
        self.updated(table, pk, sk, change, ReturnValue::AllNew).await
    }

    async fn updated(
        &self,
        table: &Table,
        pk: &str,
        sk: &str,
        change: Change<'_>,
        wanted: ReturnValue,
    ) -> Result<Item, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&table.name)
            .key("pk", s(pk))
            .key("sk", s(sk))
            .update_expression(change.expression)
            .set_condition_expression(change.condition.map(str::to_owned))
            .set_expression_attribute_values(Some(
                change.values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            ))
            .return_values(wanted)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let update = update.send().await.map_err(|error| failed("UpdateItem", &error))?;
        self.count(true, update.consumed_capacity.as_slice());
        Ok(update.attributes.unwrap_or_default())
    }

    /// Every item of a partition whose sort key begins with `prefix`, in the order of the sort keys.
    pub async fn all(&self, table: &Table, pk: &str, prefix: &str) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        let mut page = Page { items: Vec::new(), next: None };
        loop {
            page = self.page(table, pk, prefix, page.next.as_deref(), None).await?;
            items.append(&mut page.items);
            if page.next.is_none() {
                return Ok(items);
            }
        }
    }

    /// At most `limit` items of a partition whose sort key begins with `prefix` (any, where it is empty), after the sort key `after`.
    pub async fn page(
        &self,
        table: &Table,
        pk: &str,
        prefix: &str,
        after: Option<&str>,
        limit: Option<i32>,
    ) -> Result<Page, StoreError> {
        let mut values = HashMap::from([(":pk".to_owned(), s(pk))]);
        if !prefix.is_empty() {
            values.insert(":prefix".to_owned(), s(prefix));
        }
        let query = self
            .client
            .query()
            .table_name(&table.name)
            .key_condition_expression(if prefix.is_empty() { "pk = :pk" } else { "pk = :pk AND begins_with(sk, :prefix)" })
            .set_expression_attribute_values(Some(values))
            .set_exclusive_start_key(after.map(|sk| item(pk, sk, [])))
            .set_limit(limit)
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let got = query.send().await.map_err(|error| failed("Query", &error))?;
        self.count(false, got.consumed_capacity.as_slice());
        let next =
            got.last_evaluated_key.as_ref().and_then(|key| Reader::new(table.role, key).optional_text("sk").map(str::to_owned));
        Ok(Page { items: got.items.unwrap_or_default().into_iter().filter(|item| self.lives(item)).collect(), next })
    }

    /// Every item of a partition whose sort key is `first`, `last` or between them, in the order of the sort keys.
    pub async fn between(&self, table: &Table, pk: &str, first: &str, last: &str) -> Result<Vec<Item>, StoreError> {
        self.range(table, pk, (first, last), true).await
    }

    /// As [`Db::between`], but what was written within the last second may not be there: at half the cost, for what is history.
    pub async fn history(&self, table: &Table, pk: &str, first: &str, last: &str) -> Result<Vec<Item>, StoreError> {
        self.range(table, pk, (first, last), false).await
    }

    async fn range(
        &self,
        table: &Table,
        pk: &str,
        (first, last): (&str, &str),
        consistent: bool,
    ) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        let mut after = None;
        loop {
            let query = self
                .client
                .query()
                .table_name(&table.name)
                .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
                .expression_attribute_values(":pk", s(pk))
                .expression_attribute_values(":first", s(first))
                .expression_attribute_values(":last", s(last))
                .set_exclusive_start_key(after)
                .consistent_read(consistent)
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            let got = query.send().await.map_err(|error| failed("Query", &error))?;
            self.count(false, got.consumed_capacity.as_slice());
            items.extend(got.items.unwrap_or_default().into_iter().filter(|item| self.lives(item)));
            after = got.last_evaluated_key;
            if after.is_none() {
                return Ok(items);
            }
        }
    }

    /// At most `limit` items of a partition whose sort key begins with `prefix`, the last sort key first.
    pub async fn last(&self, table: &Table, pk: &str, prefix: &str, limit: i32) -> Result<Vec<Item>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&table.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", s(pk))
            .expression_attribute_values(":prefix", s(prefix))
            .scan_index_forward(false)
            .limit(limit)
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let got = query.send().await.map_err(|error| failed("Query", &error))?;
        self.count(false, got.consumed_capacity.as_slice());
        Ok(got.items.unwrap_or_default().into_iter().filter(|item| self.lives(item)).collect())
    }

    /// The keys of what is due in a shard of the due index, the longest overdue first.
    pub async fn due(&self, table: &Table, shard: &str, most: usize) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        let mut after = None;
        loop {
            let left = i32::try_from(most.saturating_sub(items.len())).unwrap_or(i32::MAX);
            let query = self
                .client
                .query()
                .table_name(&table.name)
                .index_name("due")
                .key_condition_expression("due_shard = :shard AND due_at <= :now")
                .expression_attribute_values(":shard", s(shard))
                .expression_attribute_values(":now", AttributeValue::N(self.now().as_second().to_string()))
                .set_exclusive_start_key(after)
                .limit(left)
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            let got = query.send().await.map_err(|error| failed("Query", &error))?;
            self.count(false, got.consumed_capacity.as_slice());
            items.extend(got.items.unwrap_or_default());
            after = got.last_evaluated_key;
            if after.is_none() || items.len() >= most {
                return Ok(items);
            }
        }
    }

    /// Many items of one partition by their sort keys, in no order; those that are not there are left out.
    pub async fn get_many(&self, table: &Table, pk: &str, sks: &[String]) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        for hundred in sks.chunks(100) {
            let keys = hundred.iter().map(|sk| item(pk, sk, [])).collect();
            let mut wanted = Some(self.keys_and_attributes(keys)?);
            let mut tries = 0;
            while let Some(keys) = wanted.take() {
                pause_before(tries).await;
                let got = self
                    .client
                    .batch_get_item()
                    .request_items(&table.name, keys)
                    .return_consumed_capacity(ReturnConsumedCapacity::Total)
                    .send()
                    .await
                    .map_err(|error| failed("BatchGetItem", &error))?;
                self.count(false, got.consumed_capacity());
                items.extend(got.responses.unwrap_or_default().into_values().flatten().filter(|item| self.lives(item)));
                wanted = got.unprocessed_keys.unwrap_or_default().remove(&table.name).filter(|keys| !keys.keys.is_empty());
                tries += 1;
                if wanted.is_some() && tries >= BATCH_TRIES {
                    return Err(StoreError::Unavailable { operation: "BatchGetItem", code: "unprocessed".to_owned() });
                }
            }
        }
        Ok(items)
    }

    fn keys_and_attributes(&self, keys: Vec<Item>) -> Result<KeysAndAttributes, StoreError> {
        let built = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build();
        built.map_err(|_| StoreError::Unavailable { operation: "BatchGetItem", code: "not_built".to_owned() })
    }

    /// Writes and deletes many items, 25 a call and `at_once` calls at a time, without conditions.
    pub async fn write_many(&self, table: &Table, writes: Vec<Write>, at_once: usize) -> Result<(), StoreError> {
        use futures::{StreamExt, TryStreamExt};
        let batches: Vec<Vec<WriteRequest>> = writes
            .chunks(25)
            .map(|writes| writes.iter().map(Write::request).collect::<Result<Vec<_>, _>>())
            .collect::<Result<_, _>>()?;
        futures::stream::iter(batches.into_iter().map(|batch| self.write_batch(table, batch)))
            .buffer_unordered(at_once)
            .try_collect()
            .await
    }

    async fn write_batch(&self, table: &Table, batch: Vec<WriteRequest>) -> Result<(), StoreError> {
        let mut wanted = batch;
        let mut tries = 0;
        while !wanted.is_empty() {
            pause_before(tries).await;
            let written = self
                .client
                .batch_write_item()
                .request_items(&table.name, wanted)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| failed("BatchWriteItem", &error))?;
            self.count(true, written.consumed_capacity());
            wanted = written.unprocessed_items.unwrap_or_default().remove(&table.name).unwrap_or_default();
            tries += 1;
            if !wanted.is_empty() && tries >= BATCH_TRIES {
                return Err(StoreError::Unavailable { operation: "BatchWriteItem", code: "unprocessed".to_owned() });
            }
        }
        Ok(())
    }

    fn count(&self, is_write: bool, capacity: &[ConsumedCapacity]) {
        self.meter.calls.fetch_add(1, Ordering::Relaxed);
        let units: f64 = capacity.iter().filter_map(|capacity| capacity.capacity_units).sum();
        let meter = if is_write { &self.meter.write_thousandths } else { &self.meter.read_thousandths };
        meter.fetch_add((units * 1000.0).round() as u64, Ordering::Relaxed);
    }

    fn lives(&self, item: &Item) -> bool {
        Reader::new("any", item).optional_number("expires_at").is_none_or(|end| end > self.now().as_second())
    }
}

/// Items and where the next ones begin.
#[derive(Clone, Debug)]
pub struct Page {
    /// The items.
    pub items: Vec<Item>,
    /// The sort key after which the next page begins; `None` on the last one.
    pub next: Option<String>,
}

/// A change of some attributes.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// A DynamoDB update expression.
    pub expression: &'a str,
    /// A DynamoDB condition expression.
    pub condition: Option<&'a str>,
    /// The values that both name.
    pub values: HashMap<&'a str, AttributeValue>,
}

/// One write of many.
#[derive(Clone, Debug)]
pub enum Write {
    /// An item whole.
    Put(Item),
    /// The end of the item with these keys.
    Delete {
        /// Partition key.
        pk: String,
        /// Sort key.
        sk: String,
    },
}

impl Write {
    fn request(&self) -> Result<WriteRequest, StoreError> {
        let not_built = |_| StoreError::Unavailable { operation: "BatchWriteItem", code: "not_built".to_owned() };
        let request = WriteRequest::builder();
        Ok(match self {
            Self::Put(item) => {
                request.put_request(PutRequest::builder().set_item(Some(item.clone())).build().map_err(not_built)?).build()
            }
            Self::Delete { pk, sk } => {
                let delete = aws_sdk_dynamodb::types::DeleteRequest::builder().set_key(Some(item(pk, sk, []))).build();
                request.delete_request(delete.map_err(not_built)?).build()
            }
        })
    }
}

/// The item that kept a conditional write from happening.
fn standing<R>(error: &SdkError<PutItemError, R>) -> Option<&Item> {
    match error.as_service_error() {
        Some(PutItemError::ConditionalCheckFailedException(refused)) => refused.item(),
        _ => None,
    }
}

/// Whether a transaction was given up because of what somebody else wrote, or is writing.
fn lost_to_another<R>(error: &SdkError<TransactWriteItemsError, R>) -> bool {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(refused)) => refused
            .cancellation_reasons()
            .iter()
            .any(|reason| matches!(reason.code(), Some("ConditionalCheckFailed" | "TransactionConflict"))),
        _ => false,
    }
}

async fn pause_before(tries: u32) {
    if tries > 0 {
        tokio::time::sleep(Duration::from_millis(50 * 2_u64.pow(tries.min(6)))).await;
    }
}

fn failed<E, R>(operation: &'static str, error: &SdkError<E, R>) -> StoreError
where
    E: ProvideErrorMetadata,
{
    let code = match error {
        SdkError::ServiceError(service) => service.err().code().unwrap_or("unknown"),
        _ => "no_answer",
    };
    if matches!(code, "ConditionalCheckFailedException" | "TransactionConflictException") {
        StoreError::Conflict
    } else {
        StoreError::Unavailable { operation, code: code.to_owned() }
    }
}
