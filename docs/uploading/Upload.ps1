<#
.SYNOPSIS
Uploads a school's extract to Firstday, waits until it has been read, and says how it went.

.DESCRIPTION
For Windows PowerShell 5.1 and later, and for the Task Scheduler:

  powershell.exe -NoProfile -ExecutionPolicy Bypass -File Upload.ps1 -Api https://firstday.example.com -School 123456 -KeyFile C:\Firstday\key.txt C:\Firstday\reports

The upload key is read from the file, which only the account may read that runs this, or from FIRSTDAY_UPLOAD_KEY. It is never on a command line.

Ends with: 0 applied, or compared by a dry run; 1 read and not applied; 3 held, somebody has to decide; 4 not uploaded; 5 uploaded and not read in
time; 64 called wrongly.

.PARAMETER Api
Where Firstday is: https://...

.PARAMETER School
The school's URN, digits alone.

.PARAMETER Path
A folder, or files. Of a folder its files count, hidden ones not.

.PARAMETER KeyFile
The file with the upload key.

.PARAMETER Label
A word that tells uploads of the same minute apart: letters, digits and -.

.PARAMETER DryRun
Read and compared alone: nothing is applied, nobody is told.

.PARAMETER Wait
Minutes until an upload that has not been read counts as late.
#>
param(
    [string] $Api,
    [string] $School,
    [string] $KeyFile,
    [string] $Label,
    [switch] $DryRun,
    [int] $Wait = 30,
    [Parameter(ValueFromRemainingArguments = $true)] [string[]] $Path
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

function Stop-Upload([int] $Code, [string] $Sentence) {
    [Console]::Error.WriteLine($Sentence)
    exit $Code
}

if (-not $Api) { Stop-Upload 64 'Say where Firstday is: -Api https://...' }
if ($School -notmatch '^[0-9]+$') { Stop-Upload 64 'Say which school: -School and its URN, digits alone.' }
if ($Label -notmatch '^[A-Za-z0-9-]*$') { Stop-Upload 64 'A label has letters, digits and - alone.' }
if (-not $Path) { Stop-Upload 64 'Say which folder or files.' }
$Api = $Api.TrimEnd('/')

$key = [string] $env:FIRSTDAY_UPLOAD_KEY
if ($KeyFile) {
    try { $key = [IO.File]::ReadAllText((Resolve-Path -LiteralPath $KeyFile).ProviderPath) }
    catch { Stop-Upload 4 "The file with the upload key cannot be read: $KeyFile" }
}
$key = $key.Trim()
if (-not $key) { Stop-Upload 4 "There is no upload key. The school's admin makes one; put it into a file and say -KeyFile FILE." }
if ($key -notmatch '^[A-Za-z0-9_-]+$') { Stop-Upload 4 'This is no upload key: it has letters, digits, _ and - alone. Copy it again.' }

# PowerShell 5.1 offers older TLS first on machines that were never told otherwise, and asks a school's proxy without its own account.
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
if ([Net.WebRequest]::DefaultWebProxy) { [Net.WebRequest]::DefaultWebProxy.Credentials = [Net.CredentialCache]::DefaultCredentials }
Add-Type -AssemblyName System.Net.Http
$http = New-Object Net.Http.HttpClient
$http.Timeout = [TimeSpan]::FromMinutes(10)

# Sends what $Make makes, up to five times where the network or the other side is in trouble. Gives status and text; status 0: nobody answered.
function Send-Request([scriptblock] $Make) {
    for ($round = 0; ; $round++) {
        $request = & $Make
        try {
            $response = $http.SendAsync($request).GetAwaiter().GetResult()
            $status = [int] $response.StatusCode
            $text = [Text.Encoding]::UTF8.GetString($response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult())
            $response.Dispose()
        } catch {
            $status = 0
            $text = $_.Exception.GetBaseException().Message
        } finally {
            $request.Dispose()
        }
        if ($round -ge 4 -or -not ($status -eq 0 -or $status -eq 429 -or $status -ge 500)) {
            return @{ Status = $status; Text = $text }
        }
        Start-Sleep -Seconds ([Math]::Pow(2, $round))
    }
}

# Asks the API with the school's key.
function Send-Question([string] $Method, [string] $Route, [string] $Body) {
    return Send-Request {
        $request = New-Object Net.Http.HttpRequestMessage -ArgumentList (New-Object Net.Http.HttpMethod -ArgumentList $Method), "$Api$Route"
        $request.Headers.Authorization = New-Object Net.Http.Headers.AuthenticationHeaderValue -ArgumentList 'Bearer', $key
        if ($Body) { $request.Content = New-Object Net.Http.StringContent -ArgumentList $Body, ([Text.Encoding]::UTF8), 'application/json' }
        $request
    }
}

# What an answer has under a name, or nothing.
function Get-Part($Of, [string] $Name) {
    if ($null -ne $Of -and $Of.PSObject.Properties[$Name]) { return $Of.$Name }
}

$files = @()
foreach ($given in $Path) {
    if (Test-Path -LiteralPath $given -PathType Container) {
        $files += @(Get-ChildItem -LiteralPath $given -File | Where-Object { -not $_.Name.StartsWith('.') } | Sort-Object Name)
    } elseif (Test-Path -LiteralPath $given -PathType Leaf) {
        $files += @(Get-Item -LiteralPath $given)
    } else {
        Stop-Upload 4 "There is no file or folder $given. Look whether the report was written."
    }
}
if ($files.Count -eq 0) { Stop-Upload 4 'There are no files in the folder. Look whether the reports were written.' }

$declared = @()
foreach ($file in $files) {
    try {
        $sum = (Get-FileHash -LiteralPath $file.FullName -Algorithm SHA256).Hash.ToLowerInvariant()
    } catch {
        Stop-Upload 4 "$($file.Name) cannot be read. Look whether the report is still being written, or open in Excel."
    }
    $declared += @{ name = ($file.Name -replace '[^A-Za-z0-9 ._()-]', '_'); bytes = $file.Length; sha256 = $sum }
}
$new = @{ files = $declared }
if ($Label) { $new.label = $Label }
$dry = if ($DryRun) { 'true' } else { 'false' }

$answer = Send-Question 'POST' "/machine/schools/$School/uploads?dry_run=$dry" (ConvertTo-Json $new -Depth 4 -Compress)
if ($answer.Status -eq 0) { Stop-Upload 4 "Firstday could not be reached at ${Api}: $($answer.Text)" }
$said = try { ConvertFrom-Json $answer.Text } catch { $null }
if ($answer.Status -ne 201 -or $null -eq $said) { Stop-Upload 4 "Firstday did not take the upload ($($answer.Status)). $(Get-Part $said 'title')" }
$upload = $said.id

for ($at = 0; $at -lt $files.Count; $at++) {
    $file = $files[$at]
    $place = @($said.files)[$at]
    [Console]::Error.WriteLine("uploading $($file.Name)")
    try {
        $put = Send-Request {
            $request = New-Object Net.Http.HttpRequestMessage -ArgumentList ([Net.Http.HttpMethod]::Put), $place.url
            $request.Content = New-Object Net.Http.StreamContent -ArgumentList ([IO.File]::OpenRead($file.FullName))
            foreach ($header in $place.headers.PSObject.Properties) {
                # The client writes these two itself.
                if ($header.Name -eq 'host' -or $header.Name -eq 'content-length') { continue }
                if (-not $request.Headers.TryAddWithoutValidation($header.Name, [string] $header.Value)) {
                    [void] $request.Content.Headers.TryAddWithoutValidation($header.Name, [string] $header.Value)
                }
            }
            $request
        }
    } catch {
        Stop-Upload 4 "$($file.Name) cannot be read. Look whether the report is still being written, or open in Excel."
    }
    if ($put.Status -ne 200) {
        Stop-Upload 4 "$($file.Name) could not be uploaded ($($put.Status)). Run this again; if it goes on, look whether the network lets uploads to Amazon S3 through."
    }
}

$until = (Get-Date).AddMinutes($Wait)
$ends = 'applied', 'compared', 'failed', 'incomplete', 'held', 'discarded'
$state = ''
while ($true) {
    $answer = Send-Question 'GET' "/machine/schools/$School/uploads/$upload" ''
    if ($answer.Status -eq 200) {
        $report = ConvertFrom-Json $answer.Text
        if ($report.state -ne $state) { [Console]::Error.WriteLine("${upload}: $($report.state)") }
        $state = $report.state
        if ($ends -contains $state) { break }
    }
    if ((Get-Date) -gt $until) {
        Stop-Upload 5 "The files of upload $upload are there, and have not been read within $Wait minutes. Look at its page in Firstday."
    }
    Start-Sleep -Seconds 2
}

'{0,-10} {1}' -f 'upload', $upload
'{0,-10} {1}' -f 'outcome', $state
$sentence = Get-Part $report 'sentence'
if ($sentence) { '{0,-10} {1}' -f '', $sentence }
foreach ($file in @(Get-Part $report 'files')) {
    $refused = Get-Part $file 'refused'
    if ($refused) { '{0,-10} {1}' -f 'not used', $refused }
}
foreach ($difference in @(Get-Part $report 'differences')) {
    if ($difference) { '{0,-10} {1}' -f 'differs', $difference.sentence }
}
$marks = Get-Part $report 'marks'
if ($marks) {
    $counted = @($marks.PSObject.Properties | ForEach-Object { "$($_.Name) $($_.Value)" })
    if ($counted.Count -gt 0) { '{0,-10} {1}' -f 'marks', ($counted -join '  ') }
}
$problems = @(Get-Part $report 'problems' | Where-Object { $_ })
'{0,-10} {1}' -f 'problems', $problems.Count
foreach ($problem in ($problems | Select-Object -First 20)) {
    $where = $problem.file
    if (Get-Part $problem 'line') { $where += ", line $($problem.line)" }
    if (Get-Part $problem 'column') { $where += ", $($problem.column)" }
    "  ${where}: $($problem.sentence)"
}
if ($problems.Count -gt 20) { "  and $($problems.Count - 20) more: the page of the upload lists them all" }

if ($state -eq 'applied' -or $state -eq 'compared') { exit 0 }
if ($state -eq 'held') { Stop-Upload 3 'Somebody has to look at it: apply or discard it in Firstday.' }
exit 1
