//! Numbers of other countries, by Google's libphonenumber metadata. Loaded when the first such number comes: most schools' files
//! have none.

use domain::phone::{Line, PhoneNumber, Refusal};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType};

/// Reads `+`, a country's code and digits. Where a country's mobiles look like its landlines, it is taken as one that texts can reach.
pub(crate) fn number(text: &str) -> Result<PhoneNumber, Refusal> {
    let number = PHONE_NUMBER_UTIL.parse(text, None).map_err(|_| Refusal::NotInThatCountry)?;
    if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
        return Err(Refusal::NotInThatCountry);
    }
    let line = match PHONE_NUMBER_UTIL.get_number_type(&number) {
        PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile => Line::Mobile,
        PhoneNumberType::PremiumRate | PhoneNumberType::SharedCost => return Err(Refusal::Premium),
        PhoneNumberType::PersonalNumber => return Err(Refusal::Personal),
        PhoneNumberType::Pager => return Err(Refusal::Pager),
        _ => Line::Landline,
    };
    let e164 = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164);
    PhoneNumber::from_e164(&e164, line).map_err(|_| Refusal::NotInThatCountry)
}
