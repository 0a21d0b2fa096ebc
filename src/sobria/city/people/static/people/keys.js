/* Security keys: the button asks the browser for the key's answer and sends it with its form. */
for (const button of document.querySelectorAll("button[data-key]")) {
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const { creation_options: creation, request_options: request } = JSON.parse(document.getElementById("key-options").textContent);
    try {
      const answer = creation
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(creation.publicKey) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(request.publicKey) });
      button.form.elements.credential.value = JSON.stringify(answer.toJSON());
      button.form.submit();
    } catch {
      document.getElementById("key-refused").hidden = false;
    }
  });
}
