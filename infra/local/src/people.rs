//! Who signs in: users of the pool, and the operator that whoever deploys a stack puts in by hand.

use std::fmt;

use serde_json::{Value, json};

use crate::error::Error;
use crate::stack::Stack;

/// Somebody who can sign in. Which school they may see, and as what, is a membership that the API gives.
#[derive(Clone)]
pub struct User {
    /// The name they sign in with.
    pub name: String,
    /// What the token calls them, and what a membership names.
    pub subject: String,
    password: String,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "User({})", self.name)
    }
}

impl Stack {
    /// Makes a user; the name becomes `name@example.com`. Its password is of the stack alone.
    ///
    /// # Errors
    /// [`Error::Call`] when the pool refuses, such as a name that is there.
    pub async fn create_user(&self, name: &str) -> Result<User, Error> {
        let (pool, email) = (self.user_pool()?, format!("{name}@example.com"));
        let password = format!("Aa1!{}", crate::stack::chance()?);
        let attributes = json!([{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]);
        let made = self
            .pool(
                "AdminCreateUser",
                json!({"UserPoolId": pool, "Username": email, "UserAttributes": attributes, "MessageAction": "SUPPRESS"}),
            )
            .await?;
        let of_user = made.pointer("/User/Attributes").and_then(Value::as_array).into_iter().flatten();
        let subject = of_user.filter(|one| one.get("Name").is_some_and(|name| name == "sub")).find_map(|one| one.get("Value"));
        let subject =
            subject.and_then(Value::as_str).ok_or_else(|| Error::Missing { what: format!("subject for {name}") })?.to_owned();
        self.pool(
            "AdminSetUserPassword",
            json!({"UserPoolId": pool, "Username": email, "Password": password, "Permanent": true}),
        )
        .await?;
        Ok(User { name: email, subject, password })
    }

    /// Signs in and gives the token for `Authorization: Bearer …`. It is good for an hour of the stack's clock.
    ///
    /// # Errors
    /// [`Error::Call`] when the pool refuses.
    pub async fn sign_in(&self, user: &User) -> Result<String, Error> {
        let answer = self
            .pool(
                "InitiateAuth",
                json!({
                    "AuthFlow": "USER_PASSWORD_AUTH",
                    "ClientId": self.user_pool_client()?,
                    "AuthParameters": {"USERNAME": user.name, "PASSWORD": user.password},
                }),
            )
            .await?;
        let token = answer.pointer("/AuthenticationResult/AccessToken").and_then(Value::as_str);
        token.map(str::to_owned).ok_or_else(|| Error::Call { call: "InitiateAuth".to_owned(), said: answer.to_string() })
    }

    /// Makes a user an operator of the whole deployment: the item that the runbook tells whoever deploys to write.
    ///
    /// # Errors
    /// [`Error::Call`] when the table refuses.
    pub async fn make_operator(&self, user: &User) -> Result<(), Error> {
        let item = json!({
            "pk": {"S": "deployment"},
            "sk": {"S": format!("member#{}", user.subject)},
            "role": {"S": "operator"},
        });
        let body = json!({"TableName": self.table("schools")?, "Item": item});
        self.administrator().call("dynamodb", "DynamoDB_20120810.PutItem", "1.0", &body).await.map(drop)
    }

    async fn pool(&self, operation: &str, body: Value) -> Result<Value, Error> {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        self.administrator().call("cognito-idp", &target, "1.1", &body).await
    }
}
