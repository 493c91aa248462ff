#!/bin/sh
# Creates the namespace and Cartway's search attributes; safe to run again.
set -eu
for attempt in $(seq 1 60); do
  temporal operator cluster health >/dev/null 2>&1 && break
  [ "$attempt" = 60 ] && echo 'Temporal is not healthy after two minutes' && exit 1
  sleep 2
done
temporal operator namespace describe -n "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create -n "$TEMPORAL_NAMESPACE" --retention 30d
# A new namespace is known everywhere after a few seconds.
for attempt in $(seq 1 30); do
  temporal operator search-attribute create -n "$TEMPORAL_NAMESPACE" \
    --name CartwayMerchant --type Keyword \
    --name CartwayCart --type Keyword \
    --name CartwayStatus --type Keyword \
    --name CartwayOrderNumber --type Keyword && exit 0
  sleep 2
done
echo 'The search attributes cannot be created' && exit 1
