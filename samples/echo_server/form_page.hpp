// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace echo_server {

// A form with one field of each kind.
inline constexpr std::string_view form_page = R"(<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Order</title></head>
<body>
<form id="order" action="/form/sent" method="post">
  <input type="hidden" name="token" value="a&amp;b">
  <label>Name <input name="user"></label>
  <label><input type="checkbox" name="remember"> Remember me</label>
  <select name="drink">
    <option value="">None</option>
    <option value="tea">Green tea</option>
    <option value="coffee">Coffee</option>
  </select>
  <button name="go" value="Order">Order</button>
</form>
<a href="/">Front page</a>
</body>
</html>
)";

} // namespace echo_server
