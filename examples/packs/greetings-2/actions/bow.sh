#!/bin/sh
echo "*bows*"
