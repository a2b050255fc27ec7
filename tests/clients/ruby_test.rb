#!/usr/bin/ruby
# SPDX-License-Identifier: LGPL-2.1-or-later
# Debian's ruby-libvirt on this library: it opens, lists, defines, starts, listens, streams and fails as on libvirt.

def skip_all(reason)
  puts "skipped: #{reason}"
  exit! 77
end

skip_all 'the interpreter cannot load a library that was built with sanitizers' unless ENV['MODVIRT_SANITIZE'].to_s.empty?
begin
  require 'libvirt'
rescue LoadError
  skip_all 'libvirt.so of Ruby is missing; install ruby-libvirt'
end
begin
  require 'test/unit'
rescue LoadError
  skip_all 'test/unit is missing; install ruby-test-unit'
end

URI_OF_TEST = 'test:///default'.freeze

# Whatever the library wants to be told of, in one place: the loop that a Ruby program has to bring itself.
module Loop
  @timers = {}
  @handles = {}
  @last = 0

  class << self
    attr_reader :timers, :handles

    def next_number
      @last += 1
    end

    def register
      Libvirt.event_register_impl(
        lambda { |fd, events, opaque| (number = next_number) && (@handles[number] = [fd, events, opaque]) && number },
        lambda { |watch, events| @handles[watch][1] = events if @handles.key?(watch) },
        lambda { |watch| (@handles.delete(watch) || [])[2] },
        lambda { |interval, opaque| (number = next_number) && (@timers[number] = [interval, opaque]) && number },
        lambda { |timer, interval| @timers[timer][0] = interval if @timers.key?(timer) },
        lambda { |timer| (@timers.delete(timer) || [])[1] }
      )
    end

    def deliver
      3.times do
        @timers.dup.each { |number, (interval, opaque)| Libvirt.event_invoke_timeout_callback(number, opaque) if interval.zero? }
        ready = IO.select(@handles.values.map { |fd, _| IO.for_fd(fd, autoclose: false) }, nil, nil, 0)
        (ready ? ready[0].map(&:fileno) : []).each do |fd|
          watch, (_, _, opaque) = @handles.find { |_, (each, _)| each == fd }
          Libvirt.event_invoke_handle_callback(watch, fd, Libvirt::EVENT_HANDLE_READABLE, opaque) if watch
        end
      end
    end
  end
end

Loop.register

class OnModvirt < Test::Unit::TestCase
  def setup
    @connection = Libvirt.open(URI_OF_TEST)
  end

  def teardown
    @connection.close unless @connection.closed?
  end

  def document(name)
    "<domain type='test'><name>#{name}</name><memory unit='KiB'>8192</memory><vcpu>1</vcpu>" \
      "<os><type>hvm</type></os></domain>"
  end
end

class TestBinding < OnModvirt
  def test_runs_on_this_library
    loaded = File.readlines('/proc/self/maps').grep(%r{/lib(mod)?virt\.so}).map { |line| line.split.last }.uniq
    assert_equal(1, loaded.size, loaded.to_s)
    assert_match(/libmodvirt\.so\.0/, loaded[0])
  end

  def test_takes_it_for_libvirt_9
    assert_equal(9_000_000, @connection.libversion)
  end
end

class TestConnection < OnModvirt
  def test_tells_what_it_is
    assert_equal(URI_OF_TEST, @connection.uri)
    assert_equal('TEST', @connection.type)
    assert_match(/<capabilities>/, @connection.capabilities)
    assert_equal(16, @connection.node_get_info.cpus)
    assert(@connection.alive?)
  end

  def test_lists_the_domain_that_is_always_there
    assert_equal(['test'], @connection.list_all_domains.map(&:name))
    assert_equal([1], @connection.list_domains)
    assert_equal(1, @connection.num_of_domains)
  end

  def test_changes_nothing_when_it_may_only_read
    reader = Libvirt.open_read_only(URI_OF_TEST)
    refused = assert_raise(Libvirt::Error) { reader.lookup_domain_by_name('test').destroy }
    assert_equal(29, refused.libvirt_code)
    reader.close
  end

  def test_to_a_scheme_that_nobody_serves_is_refused
    refused = assert_raise(Libvirt::ConnectionError) { Libvirt.open('nosuch:///system') }
    assert_equal(5, refused.libvirt_code)
    assert_match(%r{nosuch:///system}, refused.libvirt_message)
  end
end

class TestDomain < OnModvirt
  def test_is_defined_started_and_ended
    domain = @connection.define_domain_xml(document('client-ruby'))
    assert(!domain.active?)
    assert_equal(['client-ruby'], @connection.list_defined_domains)
    domain.create
    assert_equal(Libvirt::Domain::RUNNING, domain.info.state)
    assert_equal(8192, domain.max_memory)
    domain.suspend
    assert_equal(Libvirt::Domain::PAUSED, domain.state[0])
    domain.resume
    domain.destroy
    assert(!domain.active?)
    assert_match(%r{<name>client-ruby</name>}, domain.xml_desc)
    domain.undefine
    assert_equal([], @connection.list_defined_domains)
  end

  def test_is_found_by_all_its_names
    domain = @connection.lookup_domain_by_name('test')
    assert_equal(domain.uuid, @connection.lookup_domain_by_id(1).uuid)
    assert_equal('test', @connection.lookup_domain_by_uuid(domain.uuid).name)
  end

  def test_has_parameters
    domain = @connection.lookup_domain_by_name('test')
    domain.memory_parameters = { 'soft_limit' => 4096 }
    assert_equal(4096, domain.memory_parameters['soft_limit'])
  end
end

class TestNetwork < OnModvirt
  def test_is_defined_started_and_ended
    assert_equal(['default'], @connection.list_networks)
    network = @connection.define_network_xml('<network><name>client-net</name></network>')
    network.create
    assert(network.active?)
    network.destroy
    network.undefine
    assert_equal(1, @connection.num_of_networks)
  end
end

class TestEvents < OnModvirt
  def test_tell_the_life_of_a_domain
    heard = []
    listener = @connection.domain_event_register_any(
      Libvirt::Connect::DOMAIN_EVENT_ID_LIFECYCLE,
      lambda { |_connection, domain, event, detail, data| heard << [domain.name, event, detail, data] }, nil, 'data'
    )
    domain = @connection.define_domain_xml(document('client-events'))
    domain.create
    domain.destroy
    domain.undefine
    Loop.deliver
    assert_equal([[0, 0], [2, 0], [5, 1], [1, 0]], heard.map { |each| each[1, 2] })
    assert_equal([%w[client-events data]], heard.map { |each| [each[0], each[3]] }.uniq)
    @connection.domain_event_deregister_any(listener)
  end
end

class TestStream < OnModvirt
  def test_carries_a_picture
    stream = @connection.stream
    begin
      type = @connection.lookup_domain_by_name('test').screenshot(stream, 0)
    rescue Libvirt::Error => e
      raise unless e.libvirt_code == 3
      omit('screenshots are not served')
    end
    assert_equal('image/png', type)
    picture = String.new
    stream.recvall { |data, _| (picture << data) && data.bytesize }
    stream.finish
    assert_equal("\x89PNG\r\n\x1a\n".b, picture.b[0, 8])
  end
end

class TestError < OnModvirt
  def test_names_what_was_wrong
    missing = assert_raise(Libvirt::RetrieveError) { @connection.lookup_domain_by_name('nobody') }
    assert_equal(42, missing.libvirt_code)
    assert_equal(12, missing.libvirt_component)
    assert_equal(2, missing.libvirt_level)
    assert_match(/Domain not found/, missing.libvirt_message)
    assert_equal('virDomainLookupByName', missing.libvirt_function_name)
  end

  def test_of_a_document_is_one_of_definition
    refused = assert_raise(Libvirt::DefinitionError) { @connection.define_domain_xml('<nonsense/>') }
    assert_equal(27, refused.libvirt_code)
  end

  def test_of_a_state_is_an_error
    domain = @connection.lookup_domain_by_name('test')
    domain.destroy
    refused = assert_raise(Libvirt::Error) { domain.destroy }
    assert_equal(55, refused.libvirt_code)
    domain.create
  end
end

# The binding's finalizers call into an interpreter that is ending; this leaves them out.
Test::Unit::AutoRunner.need_auto_run = false
passed = Test::Unit::AutoRunner.run
$stdout.flush
exit!(passed)
