// SPDX-License-Identifier: Apache-2.0
#include <loads/form.hpp>
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

namespace {

class Forms : public loads::TestCase {
public:
  static inline std::function<void(Forms&)> body;

private:
  void test() { body(*this); }
};
LOADS_SUITE(Forms, test);

struct Fixture {
  // Fills in the form on a page and returns what was sent: "POST http://h/action a=b&c=d".
  std::string sent(
      std::string page, std::function<void(loads::Form&)> fill = [](loads::Form&) {},
      std::string_view button = {}) {
    return in_test(std::move(page), [&](Forms& t) {
      loads::Form form = t.app.get("/dir/page?x=1").form();
      fill(form);
      button.empty() ? form.submit() : form.submit(button);
    });
  }

  std::string in_test(std::string page, std::function<void(Forms&)> body) {
    Forms::body = std::move(body);
    host.server_url = "http://h";
    host.requests.clear();
    host.failures.clear();
    host.reply({.body = std::move(page)});
    if (host.run("Forms.test") != LOADS_PASS)
      return host.failures.at(0).message;
    const auto& last = host.requests.back();
    return last.method + " " + last.url + (last.body.empty() ? "" : " " + last.body);
  }

  loads::testing::FakeHost host;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(forms, Fixture)

BOOST_AUTO_TEST_CASE(a_form_sends_what_the_page_filled_in) {
  BOOST_TEST(sent("<form action=/go method=post>"
                  "<input name=text value='a &amp; b'><input type=hidden name=token value=42>"
                  "<input type=password name=p><input name=nothing disabled value=1><input value=nameless>"
                  "<textarea name=area>\nline &lt;1&gt;</textarea>"
                  "<input type=checkbox name=on checked><input type=checkbox name=off value=1>"
                  "<input type=radio name=r value=1><input type=radio name=r value=2 checked>"
                  "<select name=s><option value=1>One<option value=2 selected>Two</select>"
                  "<select name=first><option disabled>None<option>  Tea \n for two </option></select>"
                  "<select name=many multiple><option>a<option selected>b<option selected>c</select>"
                  "<input type=submit name=go value=Go><button name=b value=1>x</button>"
                  "<input type=reset name=reset><button type=button name=no>x</button></form>") ==
             "POST http://h/go "
             "text=a+%26+b&token=42&p=&area=line+%3C1%3E&on=on&r=2&s=2&first=Tea+for+two&many=b&many=c");
}

BOOST_AUTO_TEST_CASE(fields_are_set) {
  const std::string page = "<form method=POST><input name=user><input type=checkbox name=c value=1><input "
                           "type=checkbox name=c value=2>"
                           "<input type=checkbox name=single><input type=radio name=r value=1 checked><input "
                           "type=radio name=r value=2>"
                           "<select name=s><option value=1>One</option><option value=2>Two</option></select>"
                           "<select name=m multiple><option value=1 selected>One<option value=2>Two<option "
                           "value=3>Three</select></form>";
  BOOST_TEST(sent(page, [](loads::Form& form) {
               form.set("user", "joe").check("c", 2).check("single").set("r", "2").select("s", "Two");
               form.set_all("m", {"2", "3"});
             }) == "POST http://h/dir/page?x=1 user=joe&c=2&single=on&r=2&s=2&m=2&m=3");
  BOOST_TEST(sent(page, [](loads::Form& form) {
               form.set("user", 7)
                   .set_all("c", {1, 2})
                   .check("single")
                   .uncheck("single")
                   .set("s", 2)
                   .select("m", "Two");
             }) == "POST http://h/dir/page?x=1 user=7&c=1&c=2&r=1&s=2&m=1&m=2");
}

BOOST_AUTO_TEST_CASE(get_forms_take_the_place_of_the_query) {
  BOOST_TEST(sent("<form action='search?old=1#top'><input name=q value='a b'></form>") ==
             "GET http://h/dir/search?q=a+b");
  BOOST_TEST(sent("<form><input name=q></form>") == "GET http://h/dir/page?q=");
  BOOST_TEST(sent("<form></form>") == "GET http://h/dir/page");
}

BOOST_AUTO_TEST_CASE(the_button_that_is_pressed_is_sent_and_may_lead_elsewhere) {
  const std::string page =
      "<form action=/a method=post><input name=x value=1><input type=submit name=save value=Save>"
      "<button name=act value=drop formaction=/drop>Drop</button><button formmethod=get value=Look>Look"
      "</button><input type=image name=pic></form>";
  BOOST_TEST(sent(page) == "POST http://h/a x=1");
  BOOST_TEST(sent(
                 page, [](loads::Form&) {}, "save") == "POST http://h/a x=1&save=Save");
  BOOST_TEST(sent(
                 page, [](loads::Form&) {}, "Save") == "POST http://h/a x=1&save=Save");
  BOOST_TEST(sent(
                 page, [](loads::Form&) {}, "drop") == "POST http://h/drop x=1&act=drop");
  BOOST_TEST(sent(
                 page, [](loads::Form&) {}, "Look") == "GET http://h/a?x=1");
  BOOST_TEST(sent(
                 page, [](loads::Form&) {}, "pic") == "POST http://h/a x=1&pic.x=0&pic.y=0");
  BOOST_TEST(sent(
                 page, [](loads::Form&) {}, "sav") ==
             "loads::PageError: the form of http://h/dir/page?x=1 has no button \"sav\"; it has \"save\", "
             "\"act\", \"pic\", "
             "\"Save\", \"drop\", \"Look\"");
}

BOOST_AUTO_TEST_CASE(bad_html_is_read_as_browsers_read_it) {
  const std::pair<const char*, const char*> pages[] = {
      {"<FORM ACTION=/A><INPUT NAME=x VALUE=1></FORM>", "GET http://h/A?x=1"},
      {"<form\n action\n=\n'/a'\n><input\nname=x\tvalue=\"1\"/></form>", "GET http://h/a?x=1"},
      {"<form action=/a><input name=x value=1", "GET http://h/a"}, // an unfinished tag at the end is none
      {"<form action=/a><input name=x value=1><textarea name=t>rest </form>", "GET http://h/a?x=1"},
      {"<form action=/a><form action=/b><input name=x value=1></form>", "GET http://h/a?x=1"}, // no nesting
      {"<form action=/a><p>1 < 2 & 3 <> 4 </ x><input name=x value=1>", "GET http://h/a?x=1"},
      {"<!-- <form action=/no> --><!doctype html><?php x ?><form action=/a><input name=x value=1>",
       "GET http://h/a?x=1"},
      {"<form action=/a><script>var a = '<input name=no>';</script><input name=x value=1>",
       "GET http://h/a?x=1"},
      {"<title><form action=/no></title><form action=/a><input name=x value=1>", "GET http://h/a?x=1"},
      {"<form action=/a><input name=x value=1 value=2 name=y>", "GET http://h/a?x=1"},
      {"<form action=/a><input name=x value='a>b'>", "GET http://h/a?x=a%3Eb"},
      {"<form action=/a><input name=x value=&quot;&#228;&#xE4;&eacute;&amp>",
       "GET http://h/a?x=%22%C3%A4%C3%A4%26eacute%3B%26"},
      {"<form action=/a><input name=x value=&#0;&#xD800;&#x110000;&#;>",
       "GET http://h/a?x=%EF%BF%BD%EF%BF%BD%EF%BF%BD%26%23%3B"},
      {"<form action=/a><fieldset disabled><input name=no value=1></fieldset><input name=x value=1>",
       "GET http://h/a?x=1"},
      {"<input form=f name=x value=1><form id=f action=/a></form><input form=f name=y value=2><input name=z "
       "value=3>",
       "GET http://h/a?x=1&y=2"},
      {"<form action=/a><select name=x><optgroup label=g><option value=1>One<optgroup disabled><option "
       "value=2 selected>Two",
       "GET http://h/a"},
      {"<form action=/a><select name=x></select><input name=y value=1>", "GET http://h/a?y=1"},
      {"<form action=/a><option value=no selected>stray</option></select></textarea><input name=x value=1>",
       "GET http://h/a?x=1"},
      {"<form action=/a><textarea name=x><b>&amp;</b></textarea>", "GET http://h/a?x=%3Cb%3E%26%3C%2Fb%3E"},
      {"<form action=/a><textarea name=x></textarea>", "GET http://h/a?x="},
      {"<form action=/a><input type=radio name=x value=1 checked><input type=radio name=x value=2 checked>",
       "GET http://h/a?x=2"},
      {"<form action=/a><select name=x><option selected>1<option selected>2</select>", "GET http://h/a?x=2"},
      {"<base href='/other/'><form action=a><input name=x value=1>", "GET http://h/other/a?x=1"},
      {"<base href='http://o/p/'><form><input name=x value=1>", "GET http://h/dir/page?x=1"},
      {"<form action=/a><input type=TEXT name=x value=1><input type=unknown name=y value=2>",
       "GET http://h/a?x=1&y=2"},
      {"<form action=/a><input name='' value=1><input name=x>", "GET http://h/a?x="},
  };
  for (const auto& [page, request] : pages)
    BOOST_TEST(sent(page) == request, page);
}

BOOST_AUTO_TEST_CASE(pages_of_garbage_do_no_harm) {
  std::string garbage;
  unsigned state = 1;
  for (int i = 0; i < 20000; ++i) {
    state = state * 1664525 + 1013904223;
    garbage += "<>/='\"& \n!-ainputformselectoption#x;"[state >> 16 & 31];
  }
  for (std::size_t begin = 0; begin < 200; ++begin)
    loads::detail::PageReader::read(std::string_view(garbage).substr(begin));
  for (const char* part : {"<", "</", "<!", "<!-", "<!--", "<a", "<a ", "<a b", "<a b=", "<a b='", "&", "&#",
                           "&#x", "<textarea"})
    loads::detail::PageReader::read(part);
}

BOOST_AUTO_TEST_CASE(what_is_not_on_the_page_is_told_with_what_is) {
  const std::string page =
      "<form id=login><input name=user><input name=pass><input type=checkbox name=c value=1>"
      "<input type=checkbox name=c value=2><select name=s><option value=1>One</select></form>";
  const std::string begin = "loads::PageError: the form \"login\" of http://h/dir/page?x=1 ";
  const auto problem = [&](std::function<void(loads::Form&)> fill) { return sent(page, std::move(fill)); };
  BOOST_TEST(problem([](auto& form) { form.set("usr", "x"); }) ==
             begin + "has no field \"usr\"; it has \"user\", \"pass\", \"c\", \"s\"");
  BOOST_TEST(problem([](auto& form) { form.set("s", "3"); }) == begin + "has no option \"3\"; it has \"1\"");
  BOOST_TEST(problem([](auto& form) { form.select("s", "1"); }) ==
             begin + "has no option \"1\"; it has \"One\"");
  BOOST_TEST(problem([](auto& form) { form.check("c", 3); }) ==
             begin + "has no value \"3\"; it has \"1\", \"2\"");
  BOOST_TEST(problem([](auto& form) { form.check("c"); }) ==
             begin + "has several values for \"c\": say which of \"1\", \"2\"");
  BOOST_TEST(problem([](auto& form) { form.check("user"); }) ==
             begin + "has nothing to tick as \"user\": use set()");
  BOOST_TEST(problem([](auto& form) { form.select("user", "x"); }) ==
             begin + "has no options for \"user\": use set()");
  BOOST_TEST(problem([](auto& form) {
               form.set_all("user", {"a", "b"});
             }) == begin + "takes a text as \"user\": use set()");
  BOOST_TEST(problem([](auto& form) {
               form.set_all("s", {"1", "1"});
             }) == begin + "takes one value as \"s\"");
  BOOST_TEST(problem([](auto& form) { form.upload("user", "a", "b"); }) ==
             begin + "takes no file as \"user\": use set()");
}

BOOST_AUTO_TEST_CASE(forms_are_chosen_by_id_name_or_place) {
  const std::string page = "<form id=a action=/a></form><form name=b action=/b></form>";
  BOOST_TEST(in_test(page, [](Forms& t) { t.app.get("/").form("a").submit(); }) == "GET http://h/a");
  BOOST_TEST(in_test(page, [](Forms& t) { t.app.get("/").form("b").submit(); }) == "GET http://h/b");
  BOOST_TEST(in_test(page, [](Forms& t) { t.app.get("/").forms().at(1).submit(); }) == "GET http://h/b");
  BOOST_TEST(in_test(page, [](Forms& t) { t.app.get("/").form("c"); }) ==
             "loads::PageError: GET http://h/ answered 200 OK without a form \"c\"; there are \"a\", \"b\"");
  BOOST_TEST(in_test(page, [](Forms& t) { t.app.get("/").form(); }) ==
             "loads::PageError: GET http://h/ answered 200 OK with 2 forms, not one; give form() an id or "
             "name, or take "
             "one of forms()");
  BOOST_TEST(in_test("", [](Forms& t) { t.app.get("/").form(); }) ==
             "loads::PageError: GET http://h/ answered 200 OK with 0 forms, not one");
  in_test(page, [](Forms& t) {
    const loads::Form form = t.app.get("/").form("a");
    t.assert_equal(form.id(), "a");
    t.assert_equal(form.action(), "http://h/a");
    t.assert_equal(form.method(), "GET");
    t.assert_false(form.has("x"));
    t.assert_equal(form.get("x"), "");
  });
  BOOST_TEST(host.failures.empty());
}

BOOST_AUTO_TEST_CASE(files_go_as_multipart_and_are_refused_elsewhere) {
  const std::string request =
      sent("<form method=post enctype=multipart/form-data><input name=x value=1><input type=file "
           "name=f><input type=file "
           "name=none></form>",
           [](loads::Form& form) { form.upload("f", "a.txt", "content", "text/plain"); });
  for (const char* part :
       {"name=\"x\"\r\n\r\n1\r\n",
        "name=\"f\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\ncontent\r\n",
        "name=\"none\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n"})
    BOOST_TEST(request.find(part) != std::string::npos, request);
  const std::string begin = "loads::PageError: the form of http://h/dir/page?x=1 ";
  BOOST_TEST(sent("<form method=post><input type=file name=f></form>",
                  [](loads::Form& form) { form.upload("f", "a", "b"); }) ==
             begin + "cannot send files: it has no enctype=\"multipart/form-data\" with method=\"post\"");
  BOOST_TEST(sent("<form method=post><input type=file name=f></form>", [](loads::Form& form) {
               form.set("f", "a");
             }) == begin + "takes a file as \"f\": use upload()");
}

BOOST_AUTO_TEST_SUITE_END()
