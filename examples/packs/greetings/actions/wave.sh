#!/bin/sh
echo "*waves*"
