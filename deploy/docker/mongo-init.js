// Makes the replica set and the user of the services. May run again: what is there stays.
const members = process.env.MONGO_MEMBERS.split(",");
const login = `root:${encodeURIComponent(process.env.MONGO_ROOT_PASSWORD)}`;
const services = ["ingest", "tasks", "notify", "reporting"];

function setUp(admin) {
  try {
    admin.runCommand({ replSetGetStatus: 1 }).ok || fail("status");
  } catch (error) {
    if (error.codeName !== "NotYetInitialized") throw error;
    const config = { _id: "rs0", members: members.map((host, _id) => ({ _id, host, priority: _id === 0 ? 2 : 1 })) };
    admin.runCommand({ replSetInitiate: config });
  }
}

function fail(what) {
  throw new Error(what);
}

setUp(connect(`mongodb://${login}@${members[0]}/admin?directConnection=true`));

const admin = connect(`mongodb://${login}@${members.join(",")}/admin?replicaSet=rs0&serverSelectionTimeoutMS=60000`);

// The audit log may be read and added to, nothing else: not even an index, since one can be made to delete.
const audit = JSON.parse(require("fs").readFileSync(`${__dirname}/audit.json`, "utf8"));
const databases = services.map((service) => `chithi_${service}_audit`);
for (const database of databases) {
  for (const [name, indexes] of Object.entries(audit.collections)) {
    const at = admin.getSiblingDB(database);
    if (!at.getCollectionNames().includes(name)) at.createCollection(name);
    at.runCommand({ createIndexes: name, indexes });
  }
}
const privileges = databases.map((db) => ({ resource: { db, collection: "" }, actions: audit.actions }));
if (admin.getRole("chithiAudit") === null) {
  admin.createRole({ role: "chithiAudit", privileges, roles: [] });
} else {
  admin.updateRole("chithiAudit", { privileges, roles: [] });
}

const user = {
  pwd: process.env.MONGO_PASSWORD,
  roles: [
    ...services.map((service) => ({ role: "readWrite", db: `chithi_${service}` })),
    { role: "chithiAudit", db: "admin" },
  ],
};
if (admin.getUser("chithi") === null) {
  admin.createUser({ user: "chithi", ...user });
} else {
  admin.updateUser("chithi", user);
}
print("replica set and user are ready");
