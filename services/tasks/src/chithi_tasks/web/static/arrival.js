// Shows the code of an enrolment link, which stands behind the # and so reaches no server; then takes it out of the address.
const show = () => {
  const code = location.hash.slice(1).toUpperCase();
  const known = /^[0-9A-Z]{5}-[0-9A-Z]{5}$/.test(code);
  document.getElementById("with-code").hidden = !known;
  document.getElementById("without-code").hidden = known;
  document.getElementById("link-code").textContent = known ? code : "";
  if (known) history.replaceState(null, "", location.pathname);
};

addEventListener("hashchange", show);
show();
