module sluice.bench/telegraf

go 1.26

require github.com/influxdata/telegraf v1.39.0
