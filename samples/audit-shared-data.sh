#!/bin/sh
# Audits the stores that samples/ingest-shared-data.sh made of the public sets, and compares what is found with the faults
# that each set's README documents (and with counts made of the files apart from this library). The sets themselves are
# not part of this repository.
#
#     samples/audit-shared-data.sh STORES_FOLDER OUTPUT_FOLDER
#
# What no rule can find is named here too: rolls of continuous contracts, survivorship, and faults of options.
set -eu
stores=${1:?the folder of stores}
out=${2:?the folder for findings and pages}
symphony=${SYMPHONY:-dotnet run -c Release --no-build --project shells/Symphony.Cli --}
mkdir -p "$out"
failed=0

# audit NAME "RULE=FINDINGS ..." FLAGS...: audits a store and counts the findings of some rules.
audit() {
    name=$1 expected=$2
    shift 2
    code=0
    $symphony audit --name "$name" "$@" --findings "$out/$name.csv" --report "$out/$name.html" >"$out/$name.txt" 2>"$out/$name.err" || code=$?
    verdict=agrees found=''
    if [ "$code" != 0 ] && [ "$code" != 3 ]; then verdict="exit code $code: $(cat "$out/$name.err")" failed=1; fi
    for one in $expected; do
        count=$(awk -F, -v rule="${one%=*}" '$4 == rule { n++ } END { print n + 0 }' "$out/$name.csv" 2>/dev/null || echo -)
        found="$found ${one%=*}=$count"
        if [ "$count" != "${one#*=}" ]; then verdict="README: $expected" failed=1; fi
    done
    printf '%-18s%s  %s\n' "$name" "$found" "$verdict"
}

ny='--time-zone America/New_York'

# 1999-11-16 has two of 125 stocks, 2010-04-26 lost its volumes, some thirty dates lack a few names.
audit us-stocks 'thin_date=1 volume_lost=1 duplicate_row=0 high_low_violation=0' --store "$stores/us-adjusted" $ny --calendar nyse
# 9 rows without an open (set aside, and found), 9 whose high or low is wrong, 3 without volume; O 16 days, ES 10, ICE 5, ORCL 2.
audit sp500 'incomplete_row=9 high_low_violation=9 zero_volume=3 missing_sessions=10' --store "$stores/sp500" $ny --calendar nyse
# The hole of QQQ and the other company's EEM; splits of raw prices, none of which is on record here.
audit us-raw 'ticker_reuse=2 split_like_jump=9' --store "$stores/us-raw" --prices raw $ny --calendar nyse
audit eqker-daily 'missing_sessions=0 duplicate_row=0 incomplete_row=0' --store "$stores/eqker" --prices raw $ny --calendar nyse
# SLV skips minutes.
audit eqker-1m 'missing_bars=5 missing_sessions=0' --store "$stores/eqker" --frequency 1m --prices raw $ny --calendar nyse
# 34 days in 8 gaps.
audit crypto-daily 'missing_sessions=8' --store "$stores/crypto" --prices raw --time-zone UTC --calendar crypto
# Unbroken; and nine days that are far apart.
audit btc-perp-1m 'missing_sessions=0 missing_bars=0 duplicate_row=0' --store "$stores/crypto" --frequency 1m --symbols BTC-PERP --prices raw --time-zone UTC --calendar crypto
audit btcusd-1m 'missing_sessions=3' --store "$stores/crypto" --frequency 1m --symbols BTCUSD --prices raw --time-zone UTC --calendar crypto
# Hours of half days reach beyond their close.
audit spy-1h 'outside_session=25 missing_sessions=0' --store "$stores/us-raw" --frequency 1h --prices raw $ny --calendar nyse
# Minutes before the open and after the close on all 18 symbol days.
audit us-1m 'outside_session=18' --store "$stores/us-raw" --frequency 1m --prices raw $ny --calendar nyse
audit us-1m-quotes 'crossed_quote=34 one_sided_quote=5' --store "$stores/us-raw" --frequency 1m --rows quote-bars $ny --calendar nyse
audit eurostoxx-1m 'missing_sessions=0 missing_bars=21' --store "$stores/eurostoxx" --frequency 1m --prices raw --time-zone Europe/Berlin --calendar eurex
audit es-1m 'thin_date=1' --store "$stores/es" --frequency 1m --prices raw --time-zone America/Chicago --calendar cme-equity
audit es-1m-quotes 'crossed_quote=9 one_sided_quote=68' --store "$stores/es" --frequency 1m --rows quote-bars --time-zone America/Chicago --calendar cme-equity
# Sunday bars, New Year's and Christmas, and the hole of 2016-12-12 to 15 of both pairs.
audit fx-daily 'outside_session=1260 missing_sessions=4 crossed_quote=0' --store "$stores/fx" --rows quote-bars $ny --calendar fx
# The close of 347 rows crosses; 1,203 cross at one of the four prices.
audit fx-1m 'crossed_quote=1203' --store "$stores/fx" --frequency 1m --rows quote-bars $ny --calendar fx
exit $failed
