//! All codes on one page, for an office that wants to know what Firstday makes of a mark.

use jiff::civil::Date;

use super::{Asks, Legal, Physical, Row, Statistical, england};

/// `docs/codes.md`, in Markdown.
pub fn page() -> String {
    let day = day(england::REGULATIONS_2024);
    let mut out = format!(
        "# Attendance codes\n\n\
         What Firstday makes of each mark in an English register. Written by `cargo run -p domain --example write_codes_page`; a test\n\
         fails when it is not up to date. Wales, Scotland and Northern Ireland have codes of their own, which Firstday does not know yet.\n\n\
         - Only `N` asks for a call; `O` can, for a school that wants it. What stands in no table calls nobody, and is listed for staff.\n\
         - A blank or `-` says that the register was not taken for this pupil. It is no absence.\n\
         - A school's own sub-code belongs to the longest code that it begins with: `I_F` and `I01` are `I`, `C1_A` is `C1`.\n\
         - A mark is read by the codes of its day. One of another time is still known, as it is written, and is never offered for a new absence.\n\
         - A parent's answer may propose a code where the table says so. Staff decide.\n\
         - No message says a code. *Not said* means that not even the reason may be hinted at.\n\
         - Attendance is *present* and *approved activity*; absence is *authorised* and *unauthorised*; a rate is a share of these four.\n\
         - *Counts towards a penalty notice*: ten such sessions in ten school weeks, by the national framework of {day}.\n\n\
         ## In force\n\n"
    );
    table(&mut out, |row| row.until.is_none());
    out.push_str(
        "\n## No longer in force\n\n\
         They come in the registers of their time. `D` has another meaning since.\n\n",
    );
    table(&mut out, |row| row.until.is_some());
    out.push_str("\n## Marks of one MIS\n\nSIMS had marks for Covid, which are read on days of that time only.\n\n| mark | stood for | in force |\n| --- | --- | --- |\n");
    for local in &england::LOCALS {
        out.push_str(&format!("| `{}` | `{}` | {} |\n", local.written, local.code, force(Some(local.from), Some(local.until))));
    }
    out.push_str(
        "\n## Where this comes from\n\n\
         By law: the School Attendance (Pupil Registration) (England) Regulations 2024 (SI 2024/208), regulation 10, and the statutory guidance\n\
         \"Working together to improve school attendance\". What a code counts as: the Department for Education's names of its own figures. The\n\
         sources of single rows stand in `shared/domain/src/code/england.rs`.\n\n\
         Known in general and not from a source: where the child is, what the codes of before that day were by law, and that the `Y` of then\n\
         told of custody too, for which it is not said either.\n",
    );
    out
}

fn table(out: &mut String, of: impl Fn(&Row) -> bool) {
    out.push_str(
        "| code | says | by law | counts as | the child is | asks for a call | a parent may propose it | said | counts towards a penalty notice | in force |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for row in england::ROWS.iter().filter(|row| of(row)) {
        let legal = match row.legal {
            Legal::Present => "present",
            Legal::ApprovedActivity => "approved activity",
            Legal::AuthorisedAbsence => "authorised absence",
            Legal::UnauthorisedAbsence => "unauthorised absence",
            Legal::NotPossible => "not a possible attendance",
            Legal::Administrative => "administrative",
        };
        let statistical = match row.statistical {
            Statistical::Present => "present",
            Statistical::ApprovedActivity => "approved activity",
            Statistical::Authorised => "authorised",
            Statistical::Unauthorised => "unauthorised",
            Statistical::NotCounted => "not counted",
        };
        let physical = match row.physical {
            Physical::Here => "here",
            Physical::Late => "here, late",
            Physical::Elsewhere => "elsewhere, in care",
            Physical::Absent => "absent",
            Physical::NotRequired => "not expected",
        };
        let asks = match row.asks {
            Asks::Never => "",
            Asks::WhereTheSchoolSaysSo => "if the school says so",
            Asks::Always => "**yes**",
        };
        let yes = |is: bool| if is { "yes" } else { "" };
        let (code, force) = (format!("`{}`", row.code), force(row.from, row.until));
        let cells = [
            code.as_str(),
            row.description,
            legal,
            statistical,
            physical,
            asks,
            yes(row.a_parent_may_propose),
            if row.may_be_said { "" } else { "not said" },
            yes(row.counts_towards_a_penalty_notice),
            force.as_str(),
        ];
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
}

fn force(from: Option<Date>, until: Option<Date>) -> String {
    match (from, until) {
        (None, None) => String::new(),
        (Some(from), None) => format!("from {}", day(from)),
        (None, Some(until)) => format!("before {}", day(until)),
        (Some(from), Some(until)) => format!("from {}, before {}", day(from), day(until)),
    }
}

fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}
