/* libsecret where it does what is needed, plain D-Bus where it would ask the person or hide that the keyring is
 * locked: a locked keyring answers a search like an empty one. */
#include "secret_service.h"

#include <libsecret/secret.h>

#define SERVICE "org.freedesktop.secrets"
#define SERVICE_PATH "/org/freedesktop/secrets"
#define COLLECTION "org.freedesktop.Secret.Collection"
/* gnome-keyring's, which the others lack: unlocking and creating without a window of its own. */
#define INTERNAL "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"

static const SecretSchema schema = {
	.name = "com.dialnexa.nexa",
	.attributes = { { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
	    { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING },
	    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

struct talk {
	const struct asked *asked;
	struct answered *out;
	SecretService *service;
	GDBusConnection *bus;
	char *collection; /* path of the default one; NULL: there is none */
	gboolean locked;
	GHashTable *attributes;
};

/* ---- what went wrong ---- */

static enum keyring_state
state_of_dbus(const GError *error)
{
	switch (error->code) {
	case G_DBUS_ERROR_SERVICE_UNKNOWN:
	case G_DBUS_ERROR_NAME_HAS_NO_OWNER:
	case G_DBUS_ERROR_SPAWN_EXEC_FAILED:
	case G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND:
		return KEYRING_no_service;
	case G_DBUS_ERROR_ACCESS_DENIED:
	case G_DBUS_ERROR_AUTH_FAILED:
		return KEYRING_refused;
	case G_DBUS_ERROR_NO_REPLY:
	case G_DBUS_ERROR_TIMEOUT:
	case G_DBUS_ERROR_TIMED_OUT:
		return KEYRING_no_answer;
	default:
		return KEYRING_failed;
	}
}

static enum keyring_state
state_of(const GError *error)
{
	if (error->domain == G_DBUS_ERROR)
		return state_of_dbus(error);
	if (g_error_matches(error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
		return KEYRING_locked;
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
		return KEYRING_no_answer;
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
	    g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
		return KEYRING_no_bus;
	return KEYRING_failed;
}

/* Takes the error. */
static gboolean
give_up(struct talk *talk, GError *error)
{
	talk->out->state = state_of(error);
	g_dbus_error_strip_remote_error(error);
	g_free(talk->out->detail);
	talk->out->detail = g_strdup(error->message);
	g_error_free(error);
	return FALSE;
}

/* ---- finding the keyring ---- */

static GVariant *
call(struct talk *talk, const char *path, const char *interface, const char *method,
    GVariant *arguments, const char *type, GError **error)
{
	return g_dbus_connection_call_sync(talk->bus, SERVICE, path, interface, method, arguments,
	    G_VARIANT_TYPE(type), G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
}

static GVariant *
property(struct talk *talk, const char *name, GError **error)
{
	GVariant *inner = NULL;
	GVariant *answer = call(talk, talk->collection, "org.freedesktop.DBus.Properties", "Get",
	    g_variant_new("(ss)", COLLECTION, name), "(v)", error);
	if (answer == NULL)
		return NULL;
	g_variant_get(answer, "(v)", &inner);
	g_variant_unref(answer);
	return inner;
}

/* "locked" while the daemon has not been unlocked since it began: then it knows no items at all. */
static gboolean
look_at_collection(struct talk *talk)
{
	GError *error = NULL;
	GVariant *locked = property(talk, "Locked", &error);
	if (locked == NULL) {
		/* The alias may name one that is not exported. */
		g_clear_pointer(&talk->collection, g_free);
		if (!g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) &&
		    !g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT))
			return give_up(talk, error);
		g_error_free(error);
		return TRUE;
	}
	talk->locked = g_variant_get_boolean(locked);
	g_variant_unref(locked);
	GVariant *label = property(talk, "Label", NULL);
	if (label != NULL) {
		g_free(talk->out->label);
		talk->out->label = g_variant_dup_string(label, NULL);
		g_variant_unref(label);
	}
	return TRUE;
}

static gboolean
find_collection(struct talk *talk)
{
	GError *error = NULL;
	const char *path;
	GVariant *answer = call(talk, SERVICE_PATH, "org.freedesktop.Secret.Service", "ReadAlias",
	    g_variant_new("(s)", "default"), "(o)", &error);
	if (answer == NULL)
		return give_up(talk, error);
	g_variant_get(answer, "(&o)", &path);
	g_clear_pointer(&talk->collection, g_free);
	if (strcmp(path, "/") != 0)
		talk->collection = g_strdup(path);
	g_variant_unref(answer);
	return talk->collection == NULL || look_at_collection(talk);
}

static gboolean
greet(struct talk *talk)
{
	GError *error = NULL;
	talk->service = secret_service_get_sync(SECRET_SERVICE_OPEN_SESSION, NULL, &error);
	if (talk->service == NULL)
		return give_up(talk, error);
	talk->bus = g_dbus_proxy_get_connection(G_DBUS_PROXY(talk->service));
	return find_collection(talk);
}

/* Whether there is a keyring, and open. */
static gboolean
is_open(struct talk *talk)
{
	talk->out->state = talk->collection == NULL ? KEYRING_no_collection
	    : talk->locked                          ? KEYRING_locked
	                                            : KEYRING_open;
	return talk->out->state == KEYRING_open;
}

/* ---- reading and writing ---- */

/* The secret in an open keyring, to be freed; NULL: none, or *error. */
static char *
read_secret(struct talk *talk, GError **error)
{
	char *text = NULL;
	/* Without SECRET_SEARCH_UNLOCK nothing is asked. */
	GList *found = secret_service_search_sync(talk->service, &schema, talk->attributes,
	    SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS, NULL, error);
	for (GList *at = found; at != NULL && text == NULL; at = at->next) {
		SecretValue *value = secret_item_get_secret(SECRET_ITEM(at->data));
		const char *inside = value == NULL ? NULL : secret_value_get_text(value);
		text = inside == NULL || inside[0] == '\0' ? NULL : g_strdup(inside);
		g_clear_pointer(&value, secret_value_unref);
	}
	g_list_free_full(found, g_object_unref);
	return text;
}

static void
load(struct talk *talk)
{
	GError *error = NULL;
	talk->out->secret = read_secret(talk, &error);
	if (error != NULL)
		(void)give_up(talk, error);
	/* One found in an open keyring counts, whatever the default one is. */
	else if (talk->out->secret != NULL)
		talk->out->state = KEYRING_open;
	else
		(void)is_open(talk);
}

static void
save(struct talk *talk)
{
	GError *error = NULL;
	if (!is_open(talk))
		return;
	char *label =
	    g_strdup_printf("Nexa console: %s at %s", talk->asked->profile, talk->asked->server);
	SecretValue *value = secret_value_new(talk->asked->secret, -1, "text/plain");
	(void)secret_service_store_sync(talk->service, &schema, talk->attributes,
	    SECRET_COLLECTION_DEFAULT, label, value, NULL, &error);
	secret_value_unref(value);
	g_free(label);
	char *back = error == NULL ? read_secret(talk, &error) : NULL;
	if (error != NULL) {
		(void)give_up(talk, error);
	} else if (g_strcmp0(back, talk->asked->secret) != 0) {
		talk->out->state = KEYRING_failed;
		talk->out->detail = g_strdup("what was saved cannot be read back");
	}
	g_free(back);
}

static void
forget(struct talk *talk)
{
	GError *error = NULL;
	(void)secret_service_clear_sync(talk->service, &schema, talk->attributes, NULL, &error);
	if (error != NULL)
		(void)give_up(talk, error);
	else
		(void)is_open(talk);
}

/* ---- opening ---- */

/* The password as a secret of the "plain" kind: the bus is the person's own.  NULL, and told, when there is no such
 * session. */
static GVariant *
wrap_password(struct talk *talk)
{
	GError *error = NULL;
	GVariant *output;
	const char *session;
	const char *password = talk->asked->password;
	GVariant *answer = call(talk, SERVICE_PATH, "org.freedesktop.Secret.Service", "OpenSession",
	    g_variant_new("(sv)", "plain", g_variant_new_string("")), "(vo)", &error);
	if (answer == NULL) {
		(void)give_up(talk, error);
		return NULL;
	}
	g_variant_get(answer, "(v&o)", &output, &session);
	GVariant *secret = g_variant_new("(o@ay@ays)", session,
	    g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, "", 0, 1),
	    g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, password, strlen(password), 1),
	    "text/plain");
	g_variant_unref(output);
	g_variant_unref(answer);
	return secret;
}

/* Calls gnome-keyring's own method; where there is none, the keyring's window is the only way. */
static gboolean
call_internal(struct talk *talk, const char *method, GVariant *arguments, const char *type)
{
	GError *error = NULL;
	GVariant *answer = call(talk, SERVICE_PATH, INTERNAL, method, arguments, type, &error);
	if (answer != NULL) {
		g_variant_unref(answer);
		return TRUE;
	}
	char *name = g_dbus_error_get_remote_error(error);
	gboolean denied = g_strcmp0(name, "org.gnome.keyring.Error.Denied") == 0;
	gboolean unknown = g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
	    g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE) ||
	    g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NOT_SUPPORTED);
	g_free(name);
	(void)give_up(talk, error);
	if (denied)
		talk->out->state = KEYRING_wrong_password;
	else if (unknown)
		talk->out->state = KEYRING_own_window;
	return FALSE;
}

static void
unlock(struct talk *talk)
{
	if (is_open(talk) || talk->out->state != KEYRING_locked)
		return;
	GVariant *secret = wrap_password(talk);
	if (secret != NULL &&
	    call_internal(talk, "UnlockWithMasterPassword",
	        g_variant_new("(o@(oayays))", talk->collection, secret), "()") &&
	    find_collection(talk))
		(void)is_open(talk);
}

static void
create(struct talk *talk)
{
	GVariantBuilder properties;
	if (is_open(talk) || talk->out->state != KEYRING_no_collection)
		return;
	GVariant *secret = wrap_password(talk);
	if (secret == NULL)
		return;
	g_variant_builder_init(&properties, G_VARIANT_TYPE_VARDICT);
	g_variant_builder_add(
	    &properties, "{sv}", COLLECTION ".Label", g_variant_new_string("login"));
	if (call_internal(talk, "CreateWithMasterPassword",
	        g_variant_new("(a{sv}@(oayays))", &properties, secret), "(o)") &&
	    find_collection(talk))
		(void)is_open(talk);
}

/* The keyring's own window; the person may take their time. */
static void
open_window(struct talk *talk)
{
	GError *error = NULL;
	if (is_open(talk) || talk->out->state != KEYRING_locked)
		return;
	SecretCollection *collection = secret_collection_for_alias_sync(
	    talk->service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, NULL, &error);
	if (collection != NULL) {
		GList *wanted = g_list_append(NULL, collection);
		(void)secret_service_unlock_sync(talk->service, wanted, NULL, NULL, &error);
		g_list_free_full(wanted, g_object_unref);
	}
	if (error != NULL)
		(void)give_up(talk, error);
	else if (find_collection(talk))
		(void)is_open(talk);
}

void
secret_service_ask(const struct asked *asked, struct answered *out)
{
	static void (*const acts[KEYRING_ACT_COUNT])(struct talk * talk) = {
		[KEYRING_load] = load,
		[KEYRING_save] = save,
		[KEYRING_forget] = forget,
		[KEYRING_unlock] = unlock,
		[KEYRING_window] = open_window,
		[KEYRING_create] = create,
	};
	struct talk talk = { .asked = asked, .out = out };
	talk.attributes = secret_attributes_build(
	    &schema, "server", asked->server, "profile", asked->profile, "kind", "session", NULL);
	if (greet(&talk))
		acts[asked->act](&talk);
	g_hash_table_unref(talk.attributes);
	g_free(talk.collection);
	g_clear_object(&talk.service);
}
