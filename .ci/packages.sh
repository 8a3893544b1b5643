# Sourced by .ci/run: what the suite needs beyond Python.

CHROMIUM_PACKAGES="chromium fonts-noto-cjk"
OFFICE_PACKAGES="libreoffice-writer-nogui poppler-utils"
SERVER_PACKAGES="postgresql-15 redis-server"

missing_packages() { # print the packages whose programs are not there
  python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3 python3-venv
  [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
  command -v chromium >/dev/null && [ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] ||
    echo "$CHROMIUM_PACKAGES"
  command -v soffice >/dev/null && command -v pdftotext >/dev/null || echo "$OFFICE_PACKAGES"
  [ -x /usr/lib/postgresql/15/bin/postgres ] && command -v redis-server >/dev/null || echo "$SERVER_PACKAGES"
}

install_packages() {
  local packages
  packages=$(missing_packages)
  if [ -z "$packages" ]; then
    echo "all packages are there"
    return
  fi
  echo "installing:" $packages
  apt-get update -qq
  # The packages' own services are not used: the servers of a run are private ones on free ports.
  apt-get install -y -qq --no-install-recommends $packages >/dev/null
}

install_requirements() {
  python3 dev.py install dev
}
