// What the page says only once there are answers (verdicts, steps, sources) comes after the first
// question, in a few files that were made with the page. The browser itself reads them as documents:
// no text of theirs becomes HTML here.

// Puts the rest of the page where a line stands for each piece of it. What is there already is not
// fetched again. Fails where something cannot be had.
export async function complete(root) {
  if (!root.dataset.parts) return; // the page came whole
  const documents = root.dataset.parts.split(" ").map(read);
  for (const coming of documents) coming.catch(() => {}); // each is told when its turn comes
  for (const coming of documents) {
    for (const piece of [...(await coming).body.children]) put(piece);
    await new Promise((next) => setTimeout(next)); // a person's hand goes first
  }
  if (document.querySelector("[data-comes]")) throw new Error("a part of the checklist is missing");
}

function put(piece) {
  const line = document.getElementById(piece.id);
  if (!line?.matches("[data-comes]")) return;
  line.replaceWith(document.adoptNode(piece));
  piece.dispatchEvent(new Event("arrived", { bubbles: true }));
}

function read(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // `fetch` knows no documents
    request.open("GET", url);
    request.responseType = "document";
    request.overrideMimeType("text/html; charset=utf-8");
    request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject(new Error(url)));
    request.onerror = request.ontimeout = () => reject(new Error(url));
    request.timeout = 60_000;
    request.send();
  });
}
