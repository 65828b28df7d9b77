#!/bin/sh
# Publishes the update site of a release with the updater of a Fiji. See README.md in this folder.
set -eu

usage="usage: UPDATE_SITE_USER=... UPDATE_SITE_PASSWORD=... $0 [--simulate] FIJI [NAME [URL]]
       UPDATE_SITE_FOLDER=... $0 [--simulate] FIJI [NAME]"
simulate=
if [ "${1:-}" = --simulate ]; then
    simulate=--simulate
    shift
fi
fiji=$(cd "${1:?$usage}" && pwd)
name=${2:-Diffusion-Segmentation}
if [ -n "${UPDATE_SITE_FOLDER:-}" ]; then
    # A folder of this computer, to rehearse or for a web server's own use.
    mkdir -p "$UPDATE_SITE_FOLDER"
    folder=$(cd "$UPDATE_SITE_FOLDER" && pwd)
    url=file:$folder/
    host=file:localhost
else
    folder=.
    url=${3:-https://sites.imagej.net/$name/}
    : "${UPDATE_SITE_USER:?$usage}" "${UPDATE_SITE_PASSWORD:?$usage}"
    host=webdav:$UPDATE_SITE_USER:$UPDATE_SITE_PASSWORD
fi

cd "$(dirname "$0")/.."
stop() {
    echo "$*" >&2
    exit 1
}

# What users get can be built again by anyone: a tag, its own version, and nothing besides.
[ -z "$(git status --porcelain)" ] || stop "Commit or put away your changes first."
tag=$(git describe --exact-match --tags HEAD 2>/dev/null) || stop "Check out the tag of a release first."
version=$(mvn -q -B help:evaluate -Dexpression=project.version -DforceStdout)
case $version in *-SNAPSHOT) stop "$version is no release." ;; esac
[ "$tag" = "diffusion-segmentation-$version" ] || stop "The tag is $tag, but the version is $version."

mvn -B clean verify

updater() {
    (cd "$fiji" && java -Dij.dir="$fiji" -Djava.awt.headless=true \
        -cp 'jars/*' net.imagej.updater.CommandLine "$@")
}

# A Fiji of its own: brought up to date, with this site as it is now, and then with the files of
# the release and no others of this plug-in.
updater update
updater add-update-site "$name" "$url" "$host" "$folder" ||
    updater edit-update-site "$name" "$url" "$host" "$folder"
rm -rf "$fiji"/jars/diffusion-segmentation-*.jar "$fiji"/jars/djl-api-*.jar \
    "$fiji"/jars/pytorch-engine-*.jar "$fiji"/jars/pytorch-jni-*.jar \
    "$fiji"/models/diffusion-segmentation "$fiji"/macros/diffusion-segmentation
mkdir -p "$fiji/models"
cp target/fiji/jars/*.jar "$fiji/jars/"
cp -R src/main/models "$fiji/models/diffusion-segmentation"
if [ -d macros ]; then
    cp -R macros "$fiji/macros/diffusion-segmentation"
fi
updater upload-complete-site $simulate --force "$name"
