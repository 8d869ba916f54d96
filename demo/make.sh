#!/usr/bin/env bash
# Makes the images of ./robustdx demo anew: demo/make.sh MODEL_DIR, where MODEL_DIR is what `./robustdx train --task phantom` wrote.
# 64 clean phantoms, 32 attacked ones, 3 images of another kind, and a few files that are no images. Seeds are not those of training.
set -euo pipefail
[[ $# == 1 ]] || { echo "usage: demo/make.sh MODEL_DIR" >&2; exit 2; }
model=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/.."
images=demo/images

rm -rf "$images"
mkdir -p "$images/broken" "$images/other"
./robustdx phantoms --out "$images/clean" --count 64 --seed 2000003
./robustdx attack --model "$model" --data-seed 3000017 --images 32 --attack pgd --steps 20 --epsilon 24 --seed 1 --out "$images/attacked"

# Prints numbers as little-endian bytes, $1 bytes each.
bytes() {
  local width=$1 number byte i
  shift
  for number; do
    for ((i = 0; i < width; i++)); do
      printf -v byte '\\x%02x' $(((number >> (8 * i)) & 255))
      # shellcheck disable=SC2059 # the format is the byte
      printf "$byte"
    done
  done
}

# Writes a gray BMP of 64 x 64 pixels to $1. $2 is the brightness from 0 to 255, an arithmetic expression of x and y.
card() {
  local i x y
  {
    printf BM
    bytes 4 $((54 + 1024 + 4096)) 0 $((54 + 1024)) 40 64 64
    bytes 2 1 8
    bytes 4 0 4096 0 0 256 0
    for ((i = 0; i < 256; i++)); do bytes 4 $((i * 0x010101)); done
    for ((y = 0; y < 64; y++)); do
      for ((x = 0; x < 64; x++)); do bytes 1 $(($2)); done
    done
  } > "$1"
}

card "$images/other/gray-card.bmp" 'x > 3 && x < 60 && y > 3 && y < 60 ? 119 : 243'
card "$images/other/gradient.bmp" '4 * x'
card "$images/other/bars.bmp" '(x / 8) % 2 ? 230 : 25'

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
  (cd "$images" && find other -name '*.bmp' | sort | sed 's/$/,out-of-scope,0/')
  (cd "$images" && find broken -type f | sort | sed 's/$/,broken,0/')
} > "$images/manifest.csv"
rm "$images/attacked/manifest.csv"
