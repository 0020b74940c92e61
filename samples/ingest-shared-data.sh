#!/bin/sh
# Puts the public bar and quote sets of a data folder into stores, and compares the rows read with each set's README.
# The sets themselves are not part of this repository.
#
#     samples/ingest-shared-data.sh DATA_FOLDER STORES_FOLDER
#
# What a README leaves open is declared here: the label of btc_perp_minute_2022, eurostoxx50_minute_2006 (end) and
# fx_minute_fxcm_gbpusd (start), and the zones of btcusd (UTC), FESX (Europe/Berlin) and the Oanda quotes (New York).
set -eu
data=${1:?the folder of data sets}
stores=${2:?the folder for the stores}
symphony=${SYMPHONY:-dotnet run -c Release --no-build --project shells/Symphony.Cli --}
failed=0
if ! $symphony --version >/dev/null 2>&1; then
    echo "'$symphony' cannot be run: 'dotnet build -c Release' first, or SYMPHONY=COMMAND" >&2
    exit 1
fi

# put ROWS ASIDE STORE FILE FLAGS...: reads a file into a store; its README says ROWS, ASIDE of which cannot be stored.
put() {
    rows=$1 aside=$2 store=$3 file=$4
    shift 4
    report=$($symphony ingest "$data/$file" --store "$stores/$store" "$@" --json 2>/dev/null) || report='{}'
    read_=$(printf '%s' "$report" | sed -n 's/^  "rows": \([0-9]*\),$/\1/p')
    new=$(printf '%s' "$report" | sed -n 's/^  "new": \([0-9]*\),$/\1/p')
    same=$(printf '%s' "$report" | sed -n 's/^  "same": \([0-9]*\),$/\1/p')
    set_aside=$(printf '%s' "$report" | sed -n 's/^  "aside": \([0-9]*\),$/\1/p')
    verdict=agrees
    if [ "$read_" != "$rows" ] || [ "$set_aside" != "$aside" ]; then verdict="README: $rows rows, $aside aside" failed=1; fi
    printf '%-62s %8s read %8s new %6s there %3s aside  %s\n' "$file" "${read_:--}" "${new:--}" "${same:--}" "${set_aside:--}" "$verdict"
}

ny='--time-zone America/New_York'

# Daily bars.
put 624571 0 us-adjusted us_equities_daily_1998_2017/stocks_daily.csv.gz --prices adjusted $ny
put 94984 0 us-adjusted us_etfs_daily_2005_2017/etfs_daily.csv.gz
put 477469 9 sp500 sp500_5yr_daily_2013_2018/sp500_5yr.csv.gz --prices adjusted $ny --quarantine
put 30939 0 us-raw us_daily_raw_with_adjustment_lean/daily_raw.csv.gz --prices raw $ny
put 3396 0 eqker us_intraday_2019_eqker/bars_daily.csv.gz --prices raw $ny
put 1318 0 crypto crypto_lean/btcusd_daily.csv --prices raw --time-zone UTC --symbol BTCUSD
put 8313 0 sp500 sp500_20_stocks_close_1990_2022/sp500_index.csv.gz --kind benchmark --prices raw $ny --symbol SP500 --columns close:SP500

# Bars within a day.
put 40832 0 us-raw us_hourly_raw_lean/spy_1h.csv.gz --frequency 1h --label start --prices raw $ny --columns date:time_et
put 11808 0 us-raw us_equities_minute_lean/trade_bars_1m.csv.gz --frequency 1m --label start --prices raw $ny --columns date:time_et
put 23189 0 eqker us_intraday_2019_eqker/bars_1min.csv.gz --frequency 1m --label end --prices raw $ny
put 9360 0 eqker us_intraday_2019_eqker/bars_15min.csv.gz --frequency 15m --label end --prices raw $ny
put 45031 0 crypto btc_perp_minute_2022/btc_perp_1m.csv.gz --frequency 1m --label end --prices raw --time-zone UTC --symbol BTC-PERP --columns date:time_utc
put 12423 0 crypto crypto_lean/btcusd_1m_trades.csv.gz --frequency 1m --label start --prices raw --time-zone UTC --columns date:time_utc
put 30889 0 eurostoxx eurostoxx50_minute_2006/fut_1m.csv.gz --frequency 1m --label end --prices raw --time-zone Europe/Berlin --symbol FESX
put 18173 0 es futures_minute_lean/es_trade_1m_2013.csv.gz --frequency 1m --label start --prices raw --time-zone America/Chicago --file-zone UTC \
    --columns date:time_utc,symbol:symbol+expiry
put 24079 0 es es_futures_event_bars_2015_2016/dollar_bars.csv.gz --frequency dollar --label end --prices raw --time-zone America/Chicago --file-zone UTC \
    --symbol ES --columns date:date_time,volume:cum_vol
put 29023 0 es es_futures_event_bars_2015_2016/volume_bars.csv.gz --frequency volume --label end --prices raw --time-zone America/Chicago --file-zone UTC \
    --symbol ES --columns date:date_time,volume:cum_vol
put 41123 0 es es_futures_event_bars_2015_2016/tick_bars.csv.gz --frequency ticks --label end --prices raw --time-zone America/Chicago --file-zone UTC \
    --symbol ES --columns date:date_time,volume:cum_vol

# Quotes and options.
put 13488 0 es futures_minute_lean/es_quote_1m_2013.csv.gz --kind quote-bars --frequency 1m --label start --time-zone America/Chicago --file-zone UTC \
    --columns date:time_utc,symbol:symbol+expiry
put 13246 0 us-raw us_equities_minute_lean/quote_bars_1m.csv.gz --kind quote-bars --frequency 1m --label start $ny --columns date:time_et
put 7476 0 fx fx_daily_lean/fx_daily_bidask.csv.gz --kind quote-bars $ny
put 30117 0 fx fx_minute_fxcm_gbpusd/gbpusd_1m_bidask.csv.gz --kind quote-bars --frequency 1m --label start $ny --file-zone UTC --symbol GBPUSD --columns date:time_utc
put 4532 0 options options_aapl_twx_lean/aapl_2014_eod_quotes.csv.gz --kind options $ny --symbol AAPL --columns bid:bid_close,ask:ask_close
put 56995 0 options options_aapl_twx_lean/twx_quotes_1m.csv.gz --kind options --frequency 1m --label start $ny --symbol TWX --columns date:time_et,bid:bid_close,ask:ask_close
put 1472 0 options options_spx_20110124/spx_quotes.csv --kind options $ny --symbol SPX \
    --columns date:dtTrade,expiry:expiry_true,strike:Strike,right:Type,bid:PBid,ask:PAsk

for store in "$stores"/*/; do
    $symphony store check "$store" || failed=1
done
exit $failed
