# A Docker for the tests: the one that runs, else one of our own. Sourced, not run.
#
# Ours has its socket, its data and its images in folders of its own: no other Docker's are touched. No registry is
# asked: Kafka's image is stood in for by one with the same jars at the same place and a Java.

docker_folder=$PWD/target/docker
docker_pid=
docker_sockets=

# docker_answers: whether a daemon does, at DOCKER_HOST or the usual socket.
docker_answers() {
    local host=${DOCKER_HOST:-unix:///var/run/docker.sock}
    [ "${host#unix://}" = "$host" ] || curl --silent --fail --max-time 5 --unix-socket "${host#unix://}" http://docker/_ping >/dev/null
}

# docker_up: starts a daemon where none answers. Needs root, as dockerd does.
docker_up() {
    docker_answers && return
    local driver
    command -v dockerd >/dev/null || { echo "dockerd is not installed" && return 1; }
    [ "$(id -u)" -eq 0 ] || { echo "dockerd can be started by root only" && return 1; }
    docker_sweep
    # A socket's path may have a hundred letters at most.
    docker_sockets=$(mktemp -d "${TMPDIR:-/tmp}/kafka-workbench-docker.XXXXXX")
    export DOCKER_HOST=unix://$docker_sockets/docker.sock
    for driver in overlay2 vfs; do
        mkdir -p "$docker_folder/$driver"
        dockerd --host "$DOCKER_HOST" --storage-driver "$driver" --data-root "$docker_folder/$driver" \
            --exec-root "$docker_sockets/run" --pidfile "$docker_sockets/docker.pid" >"$docker_folder/dockerd.log" 2>&1 &
        docker_pid=$!
        # Asked five times a second for half a minute, as long as it runs.
        for _ in $(seq 150); do
            docker_answers && echo "dockerd runs with $driver" && return
            kill -0 "$docker_pid" 2>/dev/null || break
            sleep 0.2
        done
        docker_stop
    done
    tail -5 "$docker_folder/dockerd.log"
    return 1
}

# docker_sweep: removes what a daemon of ours has left that was killed.
docker_sweep() {
    local folder
    for folder in "${TMPDIR:-/tmp}"/kafka-workbench-docker.*; do
        # Without a number it has not begun yet.
        [ -s "$folder/docker.pid" ] || continue
        [ "$(cat "/proc/$(cat "$folder/docker.pid")/comm" 2>/dev/null)" != dockerd ] || continue
        docker_forget "$folder"
    done
}

# docker_forget FOLDER: removes what is left there of a daemon that has ended. The networks of containers that were
# killed outlive them, and answer under the addresses that the next daemon would give to its own.
docker_forget() {
    local network
    for network in "$1"/run/netns/*; do
        umount "$network" 2>/dev/null || true
    done
    rm -rf "$1"
}

docker_stop() {
    [ -n "$docker_pid" ] || return 0
    kill "$docker_pid" 2>/dev/null || true
    wait "$docker_pid" 2>/dev/null || true
    docker_pid=
}

# docker_down: ends what docker_up has started.
docker_down() {
    docker_stop
    [ -z "$docker_sockets" ] || docker_forget "$docker_sockets"
    docker_sockets=
}

# docker_image JARS: gives a daemon of our own Kafka's image. Another has it, or fetches it.
docker_image() {
    local image=apache/kafka:4.3.1 tar=$docker_folder/image.tar
    [ -n "$docker_pid" ] || return 0
    docker_asks "images/$image/json" >/dev/null 2>&1 && return
    if ! [ -s "$tar" ]; then
        command -v debootstrap >/dev/null || { echo "debootstrap is not installed" && return 1; }
        local root
        root=$(mktemp -d)
        debootstrap --variant=minbase --include=openjdk-17-jre-headless bookworm "$root" >"$docker_folder/debootstrap.log" 2>&1 ||
            { tail -5 "$docker_folder/debootstrap.log" && rm -rf "$root" && return 1; }
        mkdir -p "$root/opt/kafka/libs"
        cp "$1"/*.jar "$root/opt/kafka/libs/"
        rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
        tar -C "$root" -cf "$tar.draft" .
        mv "$tar.draft" "$tar"
        rm -rf "$root"
    fi
    docker_asks "images/create?fromSrc=-&repo=${image%:*}&tag=${image#*:}" --request POST \
        --header "Content-Type: application/x-tar" --upload-file "$tar" >/dev/null
}

docker_asks() {
    local path=$1
    shift
    curl --silent --fail --unix-socket "${DOCKER_HOST#unix://}" "$@" "http://docker/$path"
}
