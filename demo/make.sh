#!/usr/bin/env bash
# Makes the images of ./robustdx demo anew: demo/make.sh MODEL_DIR, where MODEL_DIR is what `./robustdx train --task phantom` wrote.
# 64 clean phantoms, 32 attacked ones, and a few files that are no images. Seeds are not those of training.
set -euo pipefail
[[ $# == 1 ]] || { echo "usage: demo/make.sh MODEL_DIR" >&2; exit 2; }
model=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/.."
images=demo/images

rm -rf "$images"
mkdir -p "$images/broken"
./robustdx phantoms --out "$images/clean" --count 64 --seed 2000003
./robustdx attack --model "$model" --data-seed 3000017 --images 32 --attack pgd --steps 20 --epsilon 24 --seed 1 --out "$images/attacked"

first=$(find "$images/clean" -name '*.png' | sort | head -1)
head -c 700 "$first" > "$images/broken/truncated.png"
printf 'PATIENT REPORT: no image in here\n' > "$images/broken/report.txt"
: > "$images/broken/empty.png"
# The header of a PNG of 100,000 x 100,000 pixels, and nothing behind it.
printf '\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x02\x00\x00\x00\x27\x30\x9c\x9f' \
  > "$images/broken/gigapixel.png"

{
  echo 'file,attack,epsilon'
  (cd "$images" && find clean -name '*.png' | sort | sed 's/$/,none,0/')
  tail -n +2 "$images/attacked/manifest.csv" | awk -F, '{ print "attacked/" $1 "," $2 "," $3 }'
  (cd "$images" && find broken -type f | sort | sed 's/$/,broken,0/')
} > "$images/manifest.csv"
rm "$images/attacked/manifest.csv"
