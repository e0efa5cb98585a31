#!/bin/sh
[ "$(date +%H)" -lt 12 ] && echo morning || echo evening
