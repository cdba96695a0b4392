#!/bin/bash
# Fills a folder with all that a test server of Odoo 19 needs, on Debian 12 or 13 as root:
#
#   FOLDER/root      a Debian 13 with PostgreSQL 17 and Odoo 19, to be entered by chroot
#   FOLDER/template  a stopped database cluster (pg) and Odoo's files (data), to be copied for each run
#
# The cluster has two template databases, both without demo data:
#   plain     the apps that the package asks for: Sales, Inventory, Invoicing
#   delivery  further apps as well, which change the same documents: shipping costs, expiry dates, text messages
#
# With a second folder it fills that from the first one, with a template of its own that has two databases more, made from delivery:
#   register  Point of Sale
#   loyalty   gift cards and eWallets
#
# Packages come from the mirror that this machine's apt uses; DEBIAN_MIRROR names another one.
set -Eeuo pipefail
umask 022
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive

# Mounts and processes of this script are its own: they go when it ends, in whatever way.
[ -n "${IN_OWN_NAMESPACE:-}" ] || IN_OWN_NAMESPACE=1 exec unshare --mount --propagation private --pid --fork --kill-child --mount-proc bash "$0" "$@"

FOLDER=${1:?folder to fill}
MORE=${2:-}
ROOT=$FOLDER/root
MIRROR=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -1)}
MIRROR=${MIRROR%/}
PG=/usr/lib/postgresql/17/bin

say() { echo "[$SECONDS s] $*"; }
fail() { say "$*"; exit 1; }
[ "$(id -u)" = 0 ] || fail 'This needs root.'
[ -n "$MIRROR" ] || fail 'apt knows no mirror: set DEBIAN_MIRROR.'

# Runs a program in the root as one of its users.
as() { local user=$1; shift; chroot --userspec="$user:$user" "$ROOT" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LC_ALL=C.UTF-8 "$@"; }

host_tools() {
	local tool missing=''
	for tool in debootstrap curl xz; do command -v "$tool" >/dev/null || missing=1; done
	[ -z "$missing" ] && return
	say 'installing debootstrap'
	apt-get update -qq
	apt-get install -y -qq debootstrap debian-archive-keyring curl xz-utils ca-certificates >/dev/null
}

# Odoo 19 is in Debian's development suite only. Its package installs on Debian 13; the suite's index says where it is.
odoo_package() {
	local path sum
	read -r path sum < <(curl -fsSL --retry 5 --retry-all-errors "$MIRROR/dists/sid/main/binary-all/Packages.xz" "$MIRROR/dists/sid/main/binary-amd64/Packages.xz" 2>/dev/null | xz -dc |
		awk -v RS= -F'\n' '$1=="Package: odoo-19"{for(i=1;i<=NF;i++){if($i~/^Filename: /)p=substr($i,11);if($i~/^SHA256: /)s=substr($i,9)}}END{print p,s}') || true
	[ -n "${path:-}" ] || fail "the mirror $MIRROR has no package odoo-19 in its suite sid"
	say "downloading $(basename "$path")"
	curl -fsSL --retry 5 --retry-all-errors -o "$ROOT/tmp/odoo.deb" "$MIRROR/$path"
	echo "$sum  $ROOT/tmp/odoo.deb" | sha256sum -c --quiet || fail "$path has another checksum than the index says"
}

system() {
	say 'unpacking Debian 13'
	debootstrap --variant=minbase --include=ca-certificates trixie "$ROOT" "$MIRROR" >"$FOLDER/debootstrap.log" 2>&1 || { tail -5 "$FOLDER/debootstrap.log"; fail 'debootstrap failed'; }
	mount -t proc proc "$ROOT/proc"
	# No service starts in the chroot, and no database cluster is made.
	printf '#!/bin/sh\nexit 101\n' >"$ROOT/usr/sbin/policy-rc.d"
	chmod 755 "$ROOT/usr/sbin/policy-rc.d"
	mkdir -p "$ROOT/etc/postgresql-common"
	echo 'create_main_cluster = false' >"$ROOT/etc/postgresql-common/createcluster.conf"
	# Documentation and translations are two thirds of the size.
	cat >"$ROOT/etc/dpkg/dpkg.cfg.d/test-server" <<-END
		path-exclude=/usr/share/man/*
		path-exclude=/usr/share/doc/*
		path-include=/usr/share/doc/*/copyright
		path-exclude=/usr/share/locale/*
		path-exclude=/usr/lib/python3/dist-packages/odoo/addons/*/i18n/*
		path-exclude=/usr/lib/python3/dist-packages/odoo/addons/*/i18n_extra/*
		force-unsafe-io
	END
	cat >"$ROOT/etc/apt/apt.conf.d/90test-server" <<-END
		Acquire::Retries "5";
		Acquire::Languages "none";
		APT::Install-Recommends "false";
	END
	odoo_package
	say 'installing PostgreSQL 17 and Odoo 19'
	chroot "$ROOT" sh -c 'apt-get update -qq && apt-get install -y -qq postgresql-17 tzdata-legacy python3-ldap /tmp/odoo.deb' >"$FOLDER/install.log" 2>&1 || { tail -15 "$FOLDER/install.log"; fail 'apt-get install failed'; }
	rm -f "$ROOT/tmp/odoo.deb"
	chroot "$ROOT" apt-get clean
	rm -rf "$ROOT"/var/lib/apt/lists/*
}

databases() {
	local work=/srv/build
	mkdir -p "$ROOT$work"
	chroot "$ROOT" install -d -o odoo -g odoo "$work/data"
	chroot "$ROOT" install -d -o postgres -g postgres -m 700 "$work/pg"
	as postgres "$PG/initdb" -D "$work/pg" -U odoo --locale=C.UTF-8 -E UTF8 --auth=trust --no-sync >"$FOLDER/initdb.log" 2>&1 || { cat "$FOLDER/initdb.log"; fail 'initdb failed'; }
	# A test server: nothing has to outlive a crash.
	cat >>"$ROOT$work/pg/postgresql.conf" <<-END
		listen_addresses = ''
		unix_socket_directories = '/tmp'
		shared_buffers = 256MB
		fsync = off
		synchronous_commit = off
		full_page_writes = off
		wal_level = minimal
		max_wal_senders = 0
		jit = off
	END
	start
	database plain template0 --init sale_management,stock,account
	database delivery plain --init stock_delivery,product_expiry,stock_sms
	stop
	mv "$ROOT$work" "$FOLDER/template"
}

more_databases() {
	cp -a --reflink=auto "$FOLDER/template" "$MORE/template"
	mount -t proc proc "$ROOT/proc"
	# Only this script sees them there, so that it may run beside test servers and beside itself.
	mkdir -p "$ROOT/srv/build"
	mount --bind "$MORE/template" "$ROOT/srv/build"
	mount -t tmpfs -o mode=1777 tmpfs "$ROOT/tmp"
	echo 'min_wal_size = 32MB' >>"$ROOT/srv/build/pg/postgresql.conf" # each run copies it all
	start
	database register delivery --init point_of_sale
	database loyalty delivery --init sale_loyalty
	stop
}

start() {
	as postgres "$PG/pg_ctl" -D /srv/build/pg -l /tmp/postgres.log -w -s start
	trap 'as postgres "$PG/pg_ctl" -D /srv/build/pg -m immediate -s stop || true' EXIT
}

stop() {
	as postgres "$PG/pg_ctl" -D /srv/build/pg -m fast -w -s stop
	trap - EXIT
}

# database NAME FROM ODOO_OPTIONS…: copies a database and installs apps in it
database() {
	local name=$1 from=$2
	shift 2
	say "making database $name"
	as postgres psql -X -q -h /tmp -U odoo -d postgres -c "create database $name template $from encoding 'UTF8'"
	[ "$from" = template0 ] || as odoo cp -al "/srv/build/data/filestore/$from" "/srv/build/data/filestore/$name"
	as odoo odoo --config /dev/null --database "$name" --db_host /tmp --db_user odoo --data-dir /srv/build/data "$@" --without-demo --no-http --stop-after-init --max-cron-threads 0 --log-level warn >"${MORE:-$FOLDER}/$name.log" 2>&1 || { tail -20 "${MORE:-$FOLDER}/$name.log"; fail "Odoo could not install its apps in $name"; }
	as postgres psql -X -q -h /tmp -U odoo -d "$name" -c "vacuum analyze" -c "alter database $name is_template true"
}

if [ -n "$MORE" ]; then
	more_databases
else
	mkdir -p "$FOLDER"
	host_tools
	system
	databases
fi
say 'ready'
