// Between a client and the daemon: passes everything on, but once, while FILE exists, lets a batch reach
// the daemon and hangs up on everybody without passing the answer; for a second nobody gets through.
//     node lossy.mjs LISTEN CONNECT FILE
import fs from "node:fs";
import net from "node:net";

const [listen, connect, file] = process.argv.slice(2);
let lostAt = 0;
const clients = new Set();
net.createServer((client) => {
  if (Date.now() - lostAt < 1000) {
    client.destroy();
    return;
  }
  clients.add(client);
  const daemon = net.connect(connect);
  let losing = false;
  client.on("data", (part) => {
    const head = part.toString("latin1");
    losing ||= /^POST [^ ]*\/batch /.test(head) && fs.existsSync(file);
    daemon.write(part);
  });
  daemon.on("data", (part) => {
    if (!losing) {
      client.write(part);
      return;
    }
    fs.rmSync(file);
    lostAt = Date.now();
    clients.forEach((each) => each.destroy());
  });
  for (const [one, other] of [[client, daemon], [daemon, client]]) {
    one.on("close", () => other.destroy());
    one.on("error", () => other.destroy());
  }
}).listen(listen, () => console.log("ready"));
