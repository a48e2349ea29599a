#!/bin/sh
# Uploads a school's extract to Firstday, waits until it has been read, and says how it went.
#
#   upload.sh --api https://firstday.example.com --school 123456 [--key-file FILE] [--dry-run] [--label WORD] FOLDER or FILES
#
# The upload key is read from the file, which only the account may read that runs this, or from FIRSTDAY_UPLOAD_KEY. It is never on a command line.
# Needs a POSIX shell, curl, awk, and sha256sum, shasum or openssl.
#
# Ends with: 0 applied, or compared by a dry run; 1 read and not applied; 3 held, somebody has to decide; 4 not uploaded; 5 uploaded and
# not read in time; 64 called wrongly.

set -u
LC_ALL=C
export LC_ALL
umask 077

wrong() {
    printf '%s\n' "$1" "usage: upload.sh --api URL --school URN [--key-file FILE] [--dry-run] [--label WORD] [--wait MINUTES] FOLDER or FILES" >&2
    exit 64
}

not_uploaded() {
    printf '%s\n' "$1" >&2
    exit 4
}

api= school= key_file= label= dry_run=false wait=30
while [ $# -gt 0 ]; do
    case $1 in
        --api | --school | --key-file | --label | --wait)
            [ $# -gt 1 ] || wrong "$1 needs a value."
            case $1 in
                --api) api=${2%/} ;;
                --school) school=$2 ;;
                --key-file) key_file=$2 ;;
                --label) label=$2 ;;
                --wait) wait=$2 ;;
            esac
            shift 2
            ;;
        --dry-run) dry_run=true; shift ;;
        --) shift; break ;;
        -*) wrong "$1 is not known." ;;
        *) break ;;
    esac
done
[ -n "$api" ] || wrong "Say where Firstday is: --api https://…"
case $school in '' | *[!0-9]*) wrong "Say which school: --school and its URN, digits alone." ;; esac
case $label in *[!A-Za-z0-9-]*) wrong "A label has letters, digits and - alone." ;; esac
case $wait in '' | *[!0-9]*) wrong "--wait takes whole minutes." ;; esac
[ $# -gt 0 ] || wrong "Say which folder or files."

if [ -n "$key_file" ]; then
    [ -r "$key_file" ] || not_uploaded "The file with the upload key cannot be read: $key_file"
    key=$(tr -d ' \r\n' <"$key_file")
else
    key=${FIRSTDAY_UPLOAD_KEY:-}
fi
unset FIRSTDAY_UPLOAD_KEY
case $key in
    '') not_uploaded "There is no upload key. The school's admin makes one; put it into a file and say --key-file FILE." ;;
    *[!A-Za-z0-9_-]*) not_uploaded "This is no upload key: it has letters, digits, _ and - alone. Copy it again." ;;
esac

work=$(mktemp -d) || not_uploaded "No folder could be made for temporary files. Look whether the disk is full."
trap 'rm -rf "$work"' EXIT
trap 'exit 4' HUP INT TERM

# Prints each value of a JSON text as its path, a tab, and the value.
flat() {
    awk '
        function skip() { while (substr(text, at, 1) ~ /[ \t\r\n]/) at++ }
        function string(  out, c) {
            at++
            while (at <= length(text)) {
                c = substr(text, at++, 1)
                if (c == "\"") return out
                if (c == "\\") {
                    c = substr(text, at++, 1)
                    if (c == "u") { at += 4; c = "?" } else if (c ~ /[nrtbf]/) c = " "
                }
                out = out c
            }
            return out
        }
        function value(path,  c, key, n) {
            skip()
            c = substr(text, at, 1)
            if (c == "{" || c == "[") {
                at++
                skip()
                if (substr(text, at, 1) ~ /[]}]/) { at++; return }
                while (at <= length(text)) {
                    skip()
                    if (c == "{") { key = string(); skip(); at++ } else key = n++ + 0
                    value(path "/" key)
                    skip()
                    if (substr(text, at++, 1) != ",") return
                }
            } else if (c == "\"") {
                print path "\t" string()
            } else {
                key = ""
                while (at <= length(text) && substr(text, at, 1) !~ /[],} \t\r\n]/) key = key substr(text, at++, 1)
                print path "\t" key
            }
        }
        { text = text $0 "\n" }
        END { at = 1; value("") }
    ' "$1" >"$1.flat"
}

# The value at a path of the last answer.
said() {
    awk -F '\t' -v path="$1" '$1 == path { print substr($0, length($1) + 2); exit }' "$work/answer.flat"
}

# Asks the API: method, path, and the file with the body or nothing. The answer is in $work/answer, its status is printed.
ask() {
    {
        printf 'url = "%s%s"\n' "$api" "$2"
        printf 'request = "%s"\n' "$1"
        printf 'header = "Authorization: Bearer %s"\n' "$key"
        [ -z "${3:-}" ] || printf 'header = "Content-Type: application/json"\ndata-binary = "@%s"\n' "$3"
    } | curl --silent --show-error --max-time 60 --retry 4 --output "$work/answer" --write-out '%{http_code}' --config - 2>"$work/trouble"
}

checksum() {
    if command -v sha256sum >/dev/null; then sha256sum <"$1"
    elif command -v shasum >/dev/null; then shasum -a 256 <"$1"
    else openssl dgst -sha256 -r <"$1"
    fi | cut -c 1-64
}

# The files, one path a line: those of a folder whose names do not begin with a dot.
for given in "$@"; do
    case $given in /*) ;; *) given=./$given ;; esac
    if [ -d "$given" ]; then
        for file in "$given"/*; do [ ! -f "$file" ] || printf '%s\n' "$file"; done
    elif [ -f "$given" ]; then
        printf '%s\n' "$given"
    else
        not_uploaded "There is no file or folder $given. Look whether the report was written."
    fi
done >"$work/paths" || exit 4
[ -s "$work/paths" ] || not_uploaded "There are no files in the folder. Look whether the reports were written."

{
    printf '{"files":['
    first=true
    while IFS= read -r path; do
        $first || printf ','
        first=false
        name=$(printf '%s' "${path##*/}" | tr -c 'A-Za-z0-9 ._()-' '_')
        printf '{"name":"%s","bytes":%s,"sha256":"%s"}' "$name" "$(wc -c <"$path" | tr -d ' ')" "$(checksum "$path")"
    done <"$work/paths"
    printf ']'
    [ -z "$label" ] || printf ',"label":"%s"' "$label"
    printf '}'
} >"$work/new"

status=$(ask POST "/machine/schools/$school/uploads?dry_run=$dry_run" "$work/new") ||
    not_uploaded "Firstday could not be reached at $api: $(tr '\n' ' ' <"$work/trouble")"
flat "$work/answer"
if [ "$status" != 201 ]; then
    not_uploaded "Firstday did not take the upload ($status). $(said /title)"
fi
upload=$(said /id)

at=0
while IFS= read -r path; do
    printf 'uploading %s\n' "${path##*/}" >&2
    {
        printf 'url = "%s"\n' "$(said "/files/$at/url")"
        awk -F '\t' -v start="/files/$at/headers/" 'index($1, start) == 1 {
            name = substr($1, length(start) + 1)
            value = substr($0, length($1) + 2)
            gsub(/["\\]/, "\\\\&", value)
            if (tolower(name) != "host" && tolower(name) != "content-length") printf "header = \"%s: %s\"\n", name, value
        }' "$work/answer.flat"
    } >"$work/put"
    # What is sent goes through the configuration too: an address is a key of its own.
    status=$(curl --silent --max-time 600 --retry 4 --upload-file "$path" --output "$work/put.answer" --write-out '%{http_code}' --config "$work/put") || status=000
    [ "$status" = 200 ] || not_uploaded "${path##*/} could not be uploaded ($status). Run this again; if it goes on, look whether the network lets uploads to Amazon S3 through."
    at=$((at + 1))
done <"$work/paths"

rounds=$((wait * 30))
before=
while :; do
    status=$(ask GET "/machine/schools/$school/uploads/$upload") || status=000
    if [ "$status" = 200 ]; then
        flat "$work/answer"
        state=$(said /state)
        [ "$state" = "$before" ] || printf '%s: %s\n' "$upload" "$state" >&2
        before=$state
        case $state in applied | compared | failed | incomplete | held | discarded) break ;; esac
    fi
    rounds=$((rounds - 1))
    if [ "$rounds" -lt 0 ]; then
        printf '%s\n' "The files of upload $upload are there, and have not been read within $wait minutes. Look at its page in Firstday." >&2
        exit 5
    fi
    sleep 2
done

printf '%-10s %s\n' upload "$upload" outcome "$state"
sentence=$(said /sentence)
[ -z "$sentence" ] || printf '%-10s %s\n' '' "$sentence"
awk -F '\t' '
    $1 ~ /^\/marks\// { marks = marks "  " substr($1, 8) " " $2 }
    $1 ~ /^\/files\/[0-9]+\/refused$/ && $2 != "" { printf "%-10s %s\n", "not used", substr($0, length($1) + 2) }
    $1 ~ /^\/differences\/[0-9]+\/sentence$/ { printf "%-10s %s\n", "differs", substr($0, length($1) + 2) }
    $1 ~ /^\/problems\/[0-9]+\// {
        split($1, part, "/")
        if (part[3] + 1 > count) count = part[3] + 1
        problem[part[3] "/" part[4]] = substr($0, length($1) + 2)
    }
    END {
        if (marks != "") printf "%-10s%s\n", "marks", marks
        printf "%-10s %d\n", "problems", count
        for (at = 0; at < count && at < 20; at++) {
            line = problem[at "/line"]; column = problem[at "/column"]
            printf "  %s%s%s: %s\n", problem[at "/file"], line ~ /^[0-9]+$/ ? ", line " line : "", column != "" && column != "null" ? ", " column : "", problem[at "/sentence"]
        }
        if (count > 20) printf "  and %d more: the page of the upload lists them all\n", count - 20
    }
' "$work/answer.flat"

case $state in
    applied | compared) exit 0 ;;
    held)
        printf '%s\n' "Somebody has to look at it: apply or discard it in Firstday." >&2
        exit 3
        ;;
    *) exit 1 ;;
esac
