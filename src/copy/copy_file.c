/* Where copies are: audit-ORG-DAEMON.db in the person's data directory, DAEMON being a hash of its address. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "copy_internal.h"

static const char start[] = "audit-";
static const char end[] = ".db";

static bool
is_id(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	size_t len = strlen(text);
	return len > 0 && len < COPY_ORG && strspn(text, letters) == len;
}

bool
copy_path(const struct copy_names *names, const char *org_id, char out[COPY_PATH])
{
	if (names->directory == NULL || !is_id(org_id))
		return false;
	return snprintf(out, COPY_PATH, "%s/%s%s-%s%s", names->directory, start, org_id,
	           names->daemon_hash, end) < COPY_PATH;
}

/* The organization of a file's name; false when it is no copy, or of a daemon that is not meant. */
static bool
read_name(const struct copy_names *names, const char *name, char org_id[COPY_ORG])
{
	size_t len = strlen(name);
	size_t tail = 1 + strlen(names->daemon_hash) + strlen(end);
	if (strncmp(name, start, strlen(start)) != 0 || len <= strlen(start) + tail ||
	    strcmp(name + len - strlen(end), end) != 0 || name[len - tail] != '-')
		return false;
	size_t id_len = len - strlen(start) - tail;
	if (id_len >= COPY_ORG ||
	    (!names->any_daemon &&
	        strncmp(name + len - tail + 1, names->daemon_hash, strlen(names->daemon_hash)) !=
	            0))
		return false;
	memcpy(org_id, name + strlen(start), id_len);
	org_id[id_len] = '\0';
	return is_id(org_id);
}

size_t
copy_each_path(const struct copy_names *names,
    void (*each)(const char *path, const char *org_id, void *payload), void *payload)
{
	char path[COPY_PATH];
	char org_id[COPY_ORG];
	size_t n = 0;
	const struct dirent *entry;
	DIR *directory = names->directory == NULL ? NULL : opendir(names->directory);
	if (directory == NULL)
		return 0;
	while ((entry = readdir(directory)) != NULL) {
		if (!read_name(names, entry->d_name, org_id) ||
		    snprintf(path, sizeof(path), "%s/%s", names->directory, entry->d_name) >=
		        COPY_PATH)
			continue;
		n++;
		if (each != NULL)
			each(path, org_id, payload);
	}
	(void)closedir(directory);
	return n;
}

struct looking {
	const char *org_id;
	char *out;
	bool found;
};

static void
look(const char *path, const char *org_id, void *payload)
{
	struct looking *looking = payload;
	if (looking->found || strcmp(org_id, looking->org_id) != 0)
		return;
	(void)snprintf(looking->out, COPY_PATH, "%s", path);
	looking->found = true;
}

bool
copy_path_there(const struct copy_names *names, const char *org_id, char out[COPY_PATH])
{
	struct looking looking = { .org_id = org_id, .out = out };
	if (!copy_path(names, org_id, out))
		return false;
	if (access(out, F_OK) == 0)
		return true;
	if (names->any_daemon)
		(void)copy_each_path(names, look, &looking);
	return looking.found;
}

int
copy_make_file(const char *path, struct err *err)
{
	struct stat stat_of = { .st_mode = 0 };
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	/* One that is there may be open in this process, whose locks on it a close() would take away. */
	if (fd < 0 && errno == EEXIST && lstat(path, &stat_of) == 0 && S_ISREG(stat_of.st_mode)) {
		(void)chmod(path, 0600);
		return 0;
	}
	if (fd < 0)
		return fail(err, PROBLEM_storage_unavailable, path, "cannot make the copy '%s': %s",
		    path, strerror(errno));
	(void)fchmod(fd, 0600);
	(void)close(fd);
	return 0;
}

int
copies_remove(const char *path, struct err *err)
{
	static const char *const ends[] = { "-wal", "-shm", "" };
	char name[COPY_PATH + 8];
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		(void)snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		if (unlink(name) != 0 && errno != ENOENT)
			return fail(err, PROBLEM_storage_unavailable, path,
			    "cannot remove '%s': %s", name, strerror(errno));
	}
	return 0;
}

/* ---- all of them, for people ---- */

struct listing_copies {
	struct arena *arena;
	struct copy_found *items;
	size_t n;
};

static void
list_one(const char *path, const char *org_id, void *payload)
{
	struct listing_copies *list = payload;
	struct stat stat_of = { .st_size = 0 };
	(void)stat(path, &stat_of);
	list->items[list->n++] = (struct copy_found){ .path = arena_text(list->arena, path),
		.org_id = arena_text(list->arena, org_id),
		.bytes = stat_of.st_size };
}

static void
look_inside(struct arena *arena, struct copy_found *found)
{
	struct shelf shelf = LIST_HEAD_INITIALIZER(shelf);
	struct copy_open *copy;
	struct merkle tree;
	struct err err;
	int64_t last_at;
	struct copy_row row = { .org_id = NULL };
	bool has_row = false;
	if (shelf_open(&shelf, found->path, &copy, &err) == 0 &&
	    copy_row_read(copy->reader, arena, &row, &has_row, &err) == 0 && has_row &&
	    copy_tree_read(copy->reader, row.org_id, &tree, &last_at, &err) == 0) {
		found->org_name = copy_organization_name(arena, &row);
		found->events = (int64_t)tree.size;
	}
	shelf_clear(&shelf);
}

size_t
copies_list(struct copies *copies, struct arena *arena, struct copy_found **out)
{
	struct listing_copies list = { .arena = arena };
	size_t n = copy_each_path(&copies->names, NULL, NULL);
	/* One that comes in between is not missed by anybody. */
	list.items = arena_new(arena, (n + 16) * sizeof(*list.items));
	if (n > 0)
		(void)copy_each_path(&copies->names, list_one, &list);
	for (size_t i = 0; i < list.n; i++)
		look_inside(arena, &list.items[i]);
	*out = list.items;
	return list.n;
}
